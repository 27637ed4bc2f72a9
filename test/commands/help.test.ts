import { type Case, describeCases, useFolder } from './support/cases.ts'

const cases: Case[] = [
  {
    does: 'lists the commands, examples and exit codes',
    line: '',
    code: 0,
    out: /Commands:[\s\S]*status[\s\S]*Examples:[\s\S]*3 administrator action required/,
  },
  { does: 'prints the version', line: '--version', code: 0, out: /^\d+\.\d+\.\d+\n$/ },
  { does: 'shows the help of a command', line: 'help run', code: 0, out: /--again[\s\S]*Examples:/ },
  {
    does: 'shows the parameters of an insight',
    line: 'insights climbers --help',
    code: 0,
    out: /--on <date>[\s\S]*--limit <n>[\s\S]*--across-gaps/,
  },
  { does: 'shows the help of insights', line: 'insights --help', code: 0, out: /Examples:/ },
  {
    does: 'fails with a suggestion for an unknown command',
    line: 'statsu',
    code: 2,
    err: /unknown command 'statsu'[\s\S]*status/,
  },
  {
    does: 'fails with a suggestion for an unknown option',
    line: 'run --dat 2026-01-01',
    code: 2,
    err: /unknown option[\s\S]*--date/,
  },
  {
    does: 'fails for help on an unknown command',
    line: 'help statsu',
    code: 2,
    err: /unknown command 'statsu'/,
  },
]

describeCases('the help', useFolder(), cases)
