/** The columns of `notifications`: who was told of which finding, of whom, and when. What was not known then is empty. */
export const NOTIFICATION_COLUMNS = {
  endpoint: { type: 'LowCardinality(String)', doc: 'Who was told: a name of the configuration' },
  finding: { type: 'String', doc: 'Of what: the id of the finding' },
  message: {
    type: 'String',
    doc: 'By what: the id of the message; of findings that were told together each has its own. Noted again it makes no second row',
  },
  notified_at: { type: "DateTime64(3, 'UTC')", doc: 'When the receiver said first that it has it' },
  occasion: { type: 'LowCardinality(String)', doc: 'What was said: opened, changed, repeated, closed, retracted' },
  tenant: { type: 'LowCardinality(String)', doc: 'Whose it is' },
  rule: { type: 'LowCardinality(String)', doc: 'Which rule found it' },
  severity: { type: "Enum8('low' = 1, 'medium' = 2, 'high' = 3, 'critical' = 4)", doc: 'As it was told' },
  subject_kind: { type: 'LowCardinality(String)', doc: 'Whom it is about: a credential or an identity' },
  issuer: { type: 'LowCardinality(String)', doc: 'Who issued the credential' },
  subject_id: { type: 'String', doc: 'The raw id' },
  identity: { type: 'String', doc: 'Whom it spoke for then' },
  owner: { type: 'String', doc: 'Who answered for that one then' },
  environment: { type: 'LowCardinality(String)', doc: 'Where it was valid' },
} as const

export type NotificationColumn = keyof typeof NOTIFICATION_COLUMNS
