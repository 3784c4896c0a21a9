declare module 'parse-prometheus-text-format' {
  export interface Sample {
    readonly value?: string
    readonly count?: string
    readonly sum?: string
    readonly buckets?: Readonly<Record<string, string>>
    readonly labels?: Readonly<Record<string, string>>
  }
  export interface Family {
    readonly name: string
    readonly help: string
    readonly type: 'COUNTER' | 'GAUGE' | 'HISTOGRAM' | 'SUMMARY' | 'UNTYPED'
    readonly metrics: readonly Sample[]
  }
  export default function parse(text: string): readonly Family[]
}
