import { getHeapSnapshot } from 'node:v8'
import { json } from 'node:stream/consumers'

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[]
      readonly node_types: readonly [readonly string[], ...unknown[]]
      readonly edge_fields: readonly string[]
      readonly edge_types: readonly [readonly string[], ...unknown[]]
    }
  }
  readonly nodes: readonly number[]
  readonly edges: readonly number[]
  readonly strings: readonly string[]
}

/** How many things of each kind hang on an object. */
export interface Reached {
  /** Instances, plain objects, arrays, typed arrays and texts, by the name of their constructor. */
  readonly objects: Readonly<Record<string, number>>
  /** What V8 keeps behind them: array buffers and their memory, elements of arrays, tables of maps. */
  readonly behind: number
}

/** Edges that lead from an instance to what all instances share. */
const SHARED = new Set(['map', '__proto__', 'constructor', 'prototype', 'script_or_debug_info'])
const OBJECT_TYPES = new Set(['object', 'string', 'concatenated string', 'sliced string', 'number', 'bigint', 'symbol'])
const BEHIND_NAMES = new Set(['ArrayBuffer', 'system / JSArrayBufferData'])
/** Code, and what belongs to it, is not counted and not followed. */
const CODE_TYPES = new Set(['code', 'closure', 'object shape', 'hidden', 'synthetic'])

/** Counts what hangs on the only instance of a class, by a heap snapshot of the whole process. */
export async function countReachable(className: string): Promise<Reached> {
  const graph = new Graph((await json(getHeapSnapshot())) as Snapshot)
  const objects: Record<string, number> = {}
  let behind = 0
  for (const node of graph.reachableFrom(graph.find(className))) {
    const name = graph.name(node)
    if (!OBJECT_TYPES.has(graph.type(node)) || BEHIND_NAMES.has(name)) behind++
    else {
      const shown = graph.type(node) === 'object' ? name : graph.type(node)
      objects[shown] = (objects[shown] ?? 0) + 1
    }
  }
  return { objects, behind }
}

/** A snapshot as a graph; a node is its place in the list of nodes. */
class Graph {
  readonly #snapshot: Snapshot
  readonly #width: number
  readonly #firstEdge: Uint32Array

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
    this.#width = snapshot.snapshot.meta.node_fields.length
    this.#firstEdge = firstEdges(snapshot, this.#width)
  }

  type(node: number): string {
    return this.#snapshot.snapshot.meta.node_types[0][this.#snapshot.nodes[node * this.#width]!]!
  }

  name(node: number): string {
    return this.#snapshot.strings[this.#snapshot.nodes[node * this.#width + 1]!]!
  }

  find(className: string): number {
    const count = this.#snapshot.nodes.length / this.#width
    for (let node = 0; node < count; node++) {
      if (this.type(node) === 'object' && this.name(node) === className && this.#isInstance(node)) return node
    }
    throw new Error(`no ${className} in the heap`)
  }

  /** A prototype has its class's name too, and a constructor of its own. */
  #isInstance(node: number): boolean {
    return !this.#edges(node).some(({ name }) => name === 'constructor')
  }

  reachableFrom(root: number): Set<number> {
    const seen = new Set([root])
    for (const node of seen) {
      for (const { name, to } of this.#edges(node)) {
        if (!SHARED.has(name) && !CODE_TYPES.has(this.type(to))) seen.add(to)
      }
    }
    return seen
  }

  #edges(node: number): { name: string; to: number }[] {
    const { edges, strings, snapshot } = this.#snapshot
    const types = snapshot.meta.edge_types[0]
    const found: { name: string; to: number }[] = []
    for (let edge = this.#firstEdge[node]!; edge < this.#firstEdge[node + 1]!; edge++) {
      const type = types[edges[edge * 3]!]!
      const name = type === 'element' || type === 'hidden' ? '' : strings[edges[edge * 3 + 1]!]!
      if (type !== 'weak' && type !== 'shortcut') found.push({ name, to: edges[edge * 3 + 2]! / this.#width })
    }
    return found
  }
}

function firstEdges({ snapshot, nodes }: Snapshot, width: number): Uint32Array {
  const at = snapshot.meta.node_fields.indexOf('edge_count')
  const first = new Uint32Array(nodes.length / width + 1)
  for (let node = 0; node < first.length - 1; node++) first[node + 1] = first[node]! + nodes[node * width + at]!
  return first
}
