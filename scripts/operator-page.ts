import { resourceNames } from '../src/cloud/aws/aws-names.ts'
import { operatorPermissions, operatorPolicy } from '../src/cloud/aws/operations/operator-policy.ts'

/** `docs/operator-policy.md`: the permissions for inspecting an environment, from the table of the calls. */
export function operatorPage(): string {
  const account = { partition: 'aws', account: '<account>', region: '<region>' }
  const policy = operatorPolicy({ names: resourceNames('prod', account), account, kms_key_arn: null })
  const rows = Object.values(operatorPermissions).map(({ action, shows }) => `| \`${action}\` | ${shows} |`)
  return `# Policy for operators

To inspect an environment and pull its charts, you need no permission to change anything. This page lists the permissions
that \`hitparade status\`, \`hitparade doctor\` and \`hitparade pull\` need with \`--target aws\`.

To print the policy with your account, region, environment and key, run:

\`\`\`sh
hitparade doctor --target aws --policy
\`\`\`

| action | what it shows |
|---|---|
${rows.join('\n')}

- \`pull\` needs only the last two, on the curated bucket.
- With a customer's key (\`kms_key_arn\`), \`kms:Decrypt\` on that key is needed too.
- Four actions support no narrower resource than the ones below.

\`hitparade credentials put\` is not part of this policy. It needs \`ssm:PutParameter\` on
\`/hitparade-<environment>/credentials/<source>\`. The consent of a user is also replaced by the extract function, whose role
has \`ssm:PutParameter\` on that one parameter, and get, put and delete on \`locks/*\` of the raw bucket.

If you lack a permission, \`status\` and \`doctor\` name it and what it would have shown. They still show everything else.

\`\`\`json
${JSON.stringify(policy, null, 2)}
\`\`\`

\`npm run docs\` writes this page from \`src/cloud/aws/operations/operator-policy.ts\`. The tests run \`status\` and
\`doctor\` with exactly this policy, and again without each of its actions.
`
}
