import { operatorPolicy, operatorRights } from '../src/cloud/aws/operations/operator-policy.ts'

/** `docs/operator-policy.md`: what a person needs to look at an environment, as the table of the calls says. */
export function operatorPage(): string {
  const place = { partition: 'aws', account: '<account>', region: '<region>' }
  const policy = operatorPolicy({ environment: 'prod', place, kms_key_arn: null })
  const rows = Object.values(operatorRights).map(({ action, asks }) => `| \`${action}\` | ${asks} |`)
  return `# The policy of an operator

Who only looks needs no right to change anything. This page is made by \`npm run docs\` from the table of the calls
(\`src/cloud/aws/operations/operator-policy.ts\`); the tests run \`status\` and \`doctor\` with just this policy, and without each of its
actions in turn. \`hitparade doctor --target aws --policy\` prints it with your account, region, environment and key.
\`status\` and \`doctor\` name each right that you lack and what it would have shown, and show the rest.

| action | asks |
|---|---|
${rows.join('\n')}

\`pull\` needs the last two, on the curated bucket alone; with a customer's key also \`kms:Decrypt\` on it. Three actions
know no narrower resource than those below.

\`\`\`json
${JSON.stringify(policy, null, 2)}
\`\`\`
`
}
