/** Something that needs repair, and the command or step that repairs it. */
export interface Finding {
  finding: string
  next: string
}
