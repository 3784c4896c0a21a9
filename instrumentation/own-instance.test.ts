import { describe, expect, test } from 'vitest'
import { claimInstance, instanceIn, type Place } from './own-instance.ts'

const POD = '0f6c9a3e'
const place = (more: Partial<Place> = {}): Place => ({
  pid: 7,
  ppid: 1,
  env: {},
  isMainThread: true,
  isForked: false,
  isStep: false,
  ...more,
})

describe('a process is the instance that its surroundings name', () => {
  test('where it is the first that says so, and none of its children is', () => {
    const env: Place['env'] = {}
    expect(claimInstance(POD, place({ env }))).toBe(true)
    expect(claimInstance(POD, place({ env }))).toBe(true)
    const child = place({ pid: 8, ppid: 7, env: { ...env } })
    expect(claimInstance(POD, child)).toBe(false)
    expect(claimInstance(POD, place({ pid: 9, ppid: 8, env: { ...child.env } }))).toBe(false)
  })

  test('where a child is told that it is another one', () => {
    const env: Place['env'] = {}
    claimInstance(POD, place({ env }))
    expect(claimInstance('an-agent-of-its-own', place({ pid: 8, env: { ...env } }))).toBe(true)
  })

  test('where whoever starts it says which process is', () => {
    const env = { LIFESPAN_WORKLOAD_PID: '7' }
    expect(claimInstance(POD, place({ env }))).toBe(true)
    expect(claimInstance(POD, place({ pid: 8, env }))).toBe(false)
    expect(claimInstance(POD, place({ isForked: true, env }))).toBe(true)
  })

  test.each<readonly [string, Partial<Place>]>([
    ['a thread', { isMainThread: false }],
    ['a worker of a cluster, whose primary says nothing', { isForked: true }],
    ['a process of pm2', { env: { pm_id: '0' } }],
    ['what is run in a container from without, as its probes are', { ppid: 0 }],
  ])('and %s is not', (_, more) => {
    expect(claimInstance(POD, place(more))).toBe(false)
    expect(claimInstance(POD, place({ ...more, env: { ...more.env } }))).toBe(false)
  })

  test('and a process of a step is not the job of CI, unless somebody says that it is', () => {
    const env: Place['env'] = {}
    expect(claimInstance('1/2/build', place({ env, isStep: true }))).toBe(false)
    expect(env).toEqual({})
    expect(claimInstance('1/2/build', place({ env: { LIFESPAN_WORKLOAD_PID: '7' }, isStep: true }))).toBe(true)
    expect(claimInstance('1/2/build', place({ env: { LIFESPAN_WORKLOAD_PID: '8' }, isStep: true }))).toBe(false)
  })

  test('where it is the first of a container', () => {
    expect(claimInstance(POD, place({ pid: 1, ppid: 0 }))).toBe(true)
  })

  test('and one that nobody names is its own, a child as well, but no thread', () => {
    const env: Place['env'] = {}
    expect(claimInstance(null, place({ env, isForked: true }))).toBe(true)
    expect(claimInstance(null, place({ isMainThread: false }))).toBe(false)
    expect(env).toEqual({})
  })
})

test.each<readonly [string | null, Record<string, string>]>([
  ['a', { 'workload.instance.id': 'a', 'k8s.pod.uid': 'b' }],
  ['b', { 'k8s.pod.uid': 'b', 'gen_ai.agent.id': 'c', 'gen_ai.conversation.id': 'd' }],
  ['1/2/job', { 'cicd.pipeline.run.id': '1', 'cicd.pipeline.run.attempt': '2', 'cicd.pipeline.task.run.id': 'job' }],
  ['c/d', { 'gen_ai.agent.id': 'c', 'gen_ai.conversation.id': 'd', 'container.id': 'e' }],
  ['e', { 'gen_ai.agent.id': 'c', 'container.id': 'e' }],
  [null, { 'service.name': 'x', 'process.pid': '7' }],
])('the instance is %s, as the collector finds it, of %o', (id, attributes) => {
  expect(instanceIn(attributes)).toBe(id)
})
