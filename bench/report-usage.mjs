// Loaded before a command that is measured: writes its use of the machine to a file when it ends.
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  const usage = { megabytes: maxRSS / 1024, cpu: (userCPUTime + systemCPUTime) / 1e6 }
  writeFileSync(process.env.HITPARADE_BENCH_USAGE, JSON.stringify(usage))
})
