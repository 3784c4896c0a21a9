import { describe, expect, test } from 'vitest'
import { normaliseIssuer } from './issuer.ts'

describe('an issuer', () => {
  test.each([
    ['aws', 'aws'],
    ['123456789012', 'aws'],
    ['arn:aws:iam::123456789012:role/x', 'aws'],
    ['arn:aws-cn:iam::123456789012:role/x', 'aws-cn'],
    ['arn:aws-us-gov:sts::123456789012:assumed-role/x/y', 'aws-us-gov'],
    ['k8s:prod', 'k8s:prod'],
    ['vault:audit', 'vault:audit'],
    ['https://issuer.example/', 'https://issuer.example/'],
    ['https://Issuer.example', 'https://Issuer.example'],
    ['arn:other:iam', 'arn:other:iam'],
    ['', ''],
  ])('%s is %s', (text, normal) => {
    expect(normaliseIssuer(text)).toBe(normal)
    expect(normaliseIssuer(normal)).toBe(normal)
  })
})
