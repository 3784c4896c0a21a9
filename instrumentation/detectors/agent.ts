import type { Detector } from './detector.ts'

/** An agent in a process of its own: whoever starts it says which one it is, and in which conversation, under OpenTelemetry's names in capitals. */
export const agent: Detector = ({ env }) => {
  const id = env['GEN_AI_AGENT_ID']
  if (id === undefined) return null
  return {
    'gen_ai.agent.id': id,
    'gen_ai.agent.name': env['GEN_AI_AGENT_NAME'],
    'gen_ai.conversation.id': env['GEN_AI_CONVERSATION_ID'],
    'workload.kind': 'agent',
    'workload.parent.id': env['GEN_AI_PARENT_AGENT_ID'],
  }
}
