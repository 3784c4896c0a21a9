import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../queries/testing/server.ts'
import { DEFAULT_POLICY, type Policy } from '../../schemas/policy.ts'
import { beginUnder, policiesOf, policyVersion } from './policy.ts'

const OTHER: Policy = { ...DEFAULT_POLICY, chainDepth: 4 }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const stored = () => policiesOf(server.client)
const begin = async (policy: Policy) => beginUnder({ client: server.client, policy, judgedUnder: await stored() })

test('what was judged under is written down, and also what a start that was cut short had begun with', async () => {
  expect(await stored()).toEqual([])
  await (
    await begin(DEFAULT_POLICY)
  )()
  expect(await stored()).toEqual([DEFAULT_POLICY])
  const end = await begin(OTHER)
  expect(await stored()).toEqual([OTHER, DEFAULT_POLICY])
  await end()
  expect(await stored()).toEqual([OTHER])
  await begin(DEFAULT_POLICY)
  expect((await stored()).map(policyVersion)).toEqual([DEFAULT_POLICY, OTHER].map(policyVersion))
  await (
    await begin(OTHER)
  )()
  expect(await stored()).toEqual([OTHER])
})
