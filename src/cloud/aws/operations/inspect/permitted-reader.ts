import { HitparadeError, StoreError } from '../../../../domain/errors.ts'
import { withAwsErrors } from '../../with-aws-errors.ts'
import { operatorPermissions, type PermissionName } from '../operator-policy.ts'

/** A permission that the credentials lack. */
export interface MissingPermission {
  /** IAM action. */
  action: string
  /** As in a policy. */
  resource: string
  /** What it would have shown. */
  asks: string
}

/**
 * Reads something that needs one permission on one resource. Returns null if the permission or the resource is
 * missing, and records which. Any other failure is thrown.
 */
export type ReadIfPermitted = <T>(
  permission: PermissionName,
  /** As in a policy. */
  resource: string,
  read: () => Promise<T>,
  /** The resource in the list of missing ones; default: `resource`. */
  label?: string,
) => Promise<T | null>

export interface PermittedReader {
  readIfPermitted: ReadIfPermitted
  missingPermissions: MissingPermission[]
  /** Resources that should exist and do not. */
  missingResources: string[]
}

/** A reader with empty lists of what is missing. A denied read costs its own result and no other. */
export function createPermittedReader(): PermittedReader {
  const missingPermissions: MissingPermission[] = []
  const missingResources: string[] = []
  const readIfPermitted: ReadIfPermitted = async (permission, resource, read, label = resource) => {
    const { action, shows } = operatorPermissions[permission]
    try {
      return await withAwsErrors(action, read, resource)
    } catch (error) {
      if (isDenied(error)) record(String(error.details.permission ?? action))
      else if (isMissing(error)) missingResources.push(label)
      else throw error
      return null
    }

    function record(missing: string) {
      const isRecorded = missingPermissions.some(
        (each) => each.action === missing && each.resource === resource,
      )
      if (!isRecorded) missingPermissions.push({ action: missing, resource, asks: shows })
    }
  }
  return { readIfPermitted, missingPermissions, missingResources }
}

function isDenied(error: unknown): error is HitparadeError {
  return error instanceof HitparadeError && error.code === 'Denied'
}

/** A missing object in a bucket is not meant, but a missing bucket is. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof HitparadeError)) return false
  return (
    error.details.aws_error === 'NoSuchBucket' || (error.code === 'Missing' && !(error instanceof StoreError))
  )
}
