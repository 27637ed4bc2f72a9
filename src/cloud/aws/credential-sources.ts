/** Sources that are asked with credentials, which the extract function reads where a command has put them. */
export const credentialSources = ['spotify'] as const
