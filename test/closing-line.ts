import type { Reporter, TestModule } from 'vitest/node'

/** Closes a run with the plain line that CI reads: `N passed, N failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0 }
    for (const module of modules) {
      let own = 0
      for (const test of module.children.allTests()) {
        const state = test.result().state
        if (state === 'passed') count.passed++
        if (state === 'failed') own++
      }
      count.failed += own === 0 && !module.ok() ? 1 : own
    }
    process.once('exit', () => console.log(`\n${count.passed} passed, ${count.failed} failed`))
  }
}
