import { ignored, rejected, type Outcome } from '../../../schemas/outcome.ts'
import { fieldsOf, type Fields } from '../fields.ts'

/** Whether it has the fields by which a CloudTrail record is known. */
export function looksLikeRecord(fields: Fields): boolean {
  const { eventName, eventSource } = fields
  if (typeof eventName !== 'string' || typeof eventSource !== 'string' || eventSource.startsWith('aws:')) return false
  return 'userIdentity' in fields || 'eventVersion' in fields
}

const WRAPPERS = ['log', 'event', 'record', 'detail', 'message', 'Message', 'body', 'Body', '_source', '_raw']

/** Text inside another document is only looked at, never parsed: it may be anything. */
function isWrapped(fields: Fields): boolean {
  return WRAPPERS.some((name) => {
    const inner = fields[name]
    if (typeof inner === 'string')
      return inner.startsWith('{') && inner.includes('"eventName"') && inner.includes('"eventSource"')
    const within = fieldsOf(inner)
    return within !== null && looksLikeRecord(within)
  })
}

interface Lookalike {
  is(fields: Fields): boolean
  readonly outcome: Outcome<never>
}

/** What is found beside CloudTrail's records, in the order in which it is asked. */
const LOOKALIKES: readonly Lookalike[] = [
  {
    is: (fields) => 'insightDetails' in fields,
    outcome: ignored('a CloudTrail Insights event: a statistic of calls, no call'),
  },
  {
    is: (fields) => 'digestS3Object' in fields || ('digestStartTime' in fields && 'logFiles' in fields),
    outcome: ignored('a CloudTrail digest file: it lists log files and holds no records'),
  },
  {
    is: (fields) => fields['eventSource'] === 'aws:s3' || 's3ObjectKey' in fields,
    outcome: ignored('an S3 notification about a log: ingest the object that it names'),
  },
  {
    is: (fields) => fields['messageType'] === 'DATA_MESSAGE' && 'logEvents' in fields,
    outcome: rejected('a CloudWatch Logs batch around records: ingest its messages'),
  },
  {
    is: (fields) => 'Sns' in fields || (fields['Type'] === 'Notification' && 'TopicArn' in fields),
    outcome: rejected('an SNS notification: ingest the message inside it, or the object that it names'),
  },
  {
    is: (fields) => fields['eventSource'] === 'aws:sqs' || 'ReceiptHandle' in fields || 'receiptHandle' in fields,
    outcome: rejected('an SQS message: ingest its body, or the object that it names'),
  },
  { is: isWrapped, outcome: rejected('a CloudTrail record wrapped in another document: ingest what is inside') },
]

/** What a record that is none comes to, or null if it resembles nothing that is known here. */
export function lookalikeOf(fields: Fields): Outcome<never> | null {
  return LOOKALIKES.find((lookalike) => lookalike.is(fields))?.outcome ?? null
}
