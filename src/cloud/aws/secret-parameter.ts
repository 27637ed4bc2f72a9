import type { ParameterMetadata, PutParameterCommandInput } from '@aws-sdk/client-ssm'

/** A SecureString that replaces the one of this name. */
export interface SecretParameter {
  name: string
  value: object
  /** ISO instant of a user's consent; null: the secret is not a consent. */
  authorized_at: string | null
  /** ARN of the customer's key; null: the key of the service. */
  kms_key_arn: string | null
}

/** The description shows when a user consented, so that no one has to read the secret for it. */
const PREFIX = 'consent of '

export function toPutInput({
  name,
  value,
  authorized_at,
  kms_key_arn,
}: SecretParameter): PutParameterCommandInput {
  return {
    Name: name,
    Value: JSON.stringify(value),
    Type: 'SecureString',
    Overwrite: true,
    // An empty description would keep the old one.
    Description: authorized_at === null ? 'credentials of an app' : `${PREFIX}${authorized_at}`,
    // Without it a new version would have the key of the service.
    ...(kms_key_arn !== null && { KeyId: kms_key_arn }),
  }
}

/** The instant of the consent that a parameter contains; null if it contains none. */
export function readConsentInstant({ Description = '' }: ParameterMetadata): string | null {
  const instant = Description.startsWith(PREFIX) ? Description.slice(PREFIX.length) : ''
  return Number.isNaN(Date.parse(instant)) ? null : instant
}
