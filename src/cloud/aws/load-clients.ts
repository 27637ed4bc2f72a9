import { loadOptionalPackage } from '../../optional-packages.ts'

/** The AWS clients besides that of S3, each loaded at its first use. Throws code `Unavailable` if it is not installed. */
export const loadClient = {
  cloudformation: () =>
    loadOptionalPackage('@aws-sdk/client-cloudformation', () => import('@aws-sdk/client-cloudformation')),
  cloudwatch: () =>
    loadOptionalPackage('@aws-sdk/client-cloudwatch', () => import('@aws-sdk/client-cloudwatch')),
  scheduler: () =>
    loadOptionalPackage('@aws-sdk/client-scheduler', () => import('@aws-sdk/client-scheduler')),
  sns: () => loadOptionalPackage('@aws-sdk/client-sns', () => import('@aws-sdk/client-sns')),
  sqs: () => loadOptionalPackage('@aws-sdk/client-sqs', () => import('@aws-sdk/client-sqs')),
  ssm: () => loadOptionalPackage('@aws-sdk/client-ssm', () => import('@aws-sdk/client-ssm')),
  sts: () => loadOptionalPackage('@aws-sdk/client-sts', () => import('@aws-sdk/client-sts')),
}
