/** What a failed system call means, in words. */
interface SystemFailure {
  code: 'Denied' | 'System'
  problem: string
  /** What to do before running again. */
  advice: string
}

/** Errors of the machine that a user can end, and not mistakes of hitparade. `place` is the folder in use. */
export function explainSystemError(errno: string, place: string): SystemFailure | null {
  switch (errno) {
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'Denied',
        problem: 'permission denied',
        advice: `give this user read and write access to ${place}`,
      }
    case 'EROFS':
      return {
        code: 'Denied',
        problem: `the volume of ${place} is read-only`,
        advice: 'mount it writable or choose another folder',
      }
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        code: 'System',
        problem: `no space is left on the volume of ${place}`,
        advice: 'free some space',
      }
    case 'EFBIG':
      return {
        code: 'System',
        problem: 'the file is larger than the system allows',
        advice: 'raise the limit of file sizes (ulimit -f)',
      }
    case 'EMFILE':
    case 'ENFILE':
      return {
        code: 'System',
        problem: 'too many files are open',
        advice: 'raise the limit of open files (ulimit -n)',
      }
    case 'ENOMEM':
      return {
        code: 'System',
        problem: 'the memory is not enough',
        advice: 'end other programs or use a machine with more memory',
      }
    case 'ENOLCK':
      return {
        code: 'System',
        problem: `the file system of ${place} has no locks, as some network folders`,
        advice: 'choose a data directory on a disk of this machine',
      }
    case 'EIO':
      return {
        code: 'System',
        problem: 'the disk failed to read or write',
        advice: `check the disk of ${place}`,
      }
  }
  return null
}

/** The code of a failed system call, e.g. `ENOENT`; null for an error without one. */
export function readErrno(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
