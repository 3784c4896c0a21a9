/** The controls of the frameworks that a finding speaks to, by exact identifiers (detections: Maps to). */
export interface Frameworks {
  /** OWASP Non-Human Identities Top 10, 2025. */
  readonly owasp_nhi: readonly string[]
  /** OWASP Top 10 for Agentic Applications, 2026. */
  readonly owasp_asi: readonly string[]
  /** MITRE ATT&CK techniques. */
  readonly attack: readonly string[]
  /** NIST Cybersecurity Framework 2.0. */
  readonly csf: readonly string[]
  /** Layers of CSA's MAESTRO. */
  readonly maestro: readonly string[]
  /** NIST AI Risk Management Framework 1.0. */
  readonly ai_rmf: readonly string[]
}

/** What people read of a rule. */
export interface RuleText {
  readonly title: string
  readonly frameworks: Frameworks
}

const frameworks = (speaksTo: Partial<Frameworks>): Frameworks => ({
  owasp_nhi: [],
  owasp_asi: [],
  attack: [],
  csf: [],
  maestro: [],
  ai_rmf: [],
  ...speaksTo,
})

/** Titles and frameworks, by rule. */
export const RULE_TEXTS: Readonly<Record<string, RuleText>> = {
  L01: {
    title: 'Credential outlives its workload',
    frameworks: frameworks({
      owasp_nhi: ['NHI1:2025', 'NHI7:2025'],
      owasp_asi: ['ASI03'],
      attack: ['T1550.001'],
      csf: ['PR.AA-01', 'PR.AA-05', 'DE.CM-09'],
      maestro: ['L4'],
    }),
  },
  L02: {
    title: "Used after its workload's end",
    frameworks: frameworks({
      owasp_nhi: ['NHI1:2025', 'NHI7:2025'],
      attack: ['T1550.001', 'T1528', 'T1078.004'],
      csf: ['DE.CM-09', 'DE.AE-02'],
    }),
  },
  L03: {
    title: 'Used after revocation',
    frameworks: frameworks({
      owasp_nhi: ['NHI1:2025', 'NHI4:2025'],
      attack: ['T1550.001'],
      csf: ['PR.AA-04', 'RS.MI-01'],
    }),
  },
  C01: {
    title: 'Transitive chain',
    frameworks: frameworks({
      owasp_nhi: ['NHI5:2025'],
      owasp_asi: ['ASI03', 'ASI07'],
      attack: ['T1548.005', 'T1550.001', 'T1078.004'],
      csf: ['PR.AA-05', 'DE.AE-03'],
    }),
  },
  C04: {
    title: 'Child outlives parent',
    frameworks: frameworks({ owasp_nhi: ['NHI7:2025', 'NHI1:2025'], owasp_asi: ['ASI08'] }),
  },
  C05: {
    title: 'Revocation did not cascade',
    frameworks: frameworks({
      owasp_nhi: ['NHI1:2025'],
      owasp_asi: ['ASI03', 'ASI08'],
      attack: ['T1550.001'],
      csf: ['RS.MI-01'],
      ai_rmf: ['MANAGE 2.4'],
    }),
  },
  G01: {
    title: 'Orphaned owner',
    frameworks: frameworks({
      owasp_nhi: ['NHI1:2025'],
      csf: ['GV.RR-02', 'PR.AA-01'],
      ai_rmf: ['GOVERN 2.1', 'GOVERN 1.7'],
    }),
  },
  G02: {
    title: 'Identity without owner',
    frameworks: frameworks({ owasp_nhi: ['NHI1:2025'], csf: ['GV.RR-02', 'ID.AM-08'] }),
  },
}

/** Of a rule that has no text yet: its id, and no control. */
export function ruleText(rule: string): RuleText {
  return RULE_TEXTS[rule] ?? { title: rule, frameworks: frameworks({}) }
}
