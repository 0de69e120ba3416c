import type { CDPSession } from 'puppeteer-core';

/** The fields of a heap snapshot that are read here. */
interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[], ...unknown[]];
      readonly edge_fields: readonly string[];
      readonly edge_types: readonly [readonly string[], ...unknown[]];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

/** A page's heap as a graph: what keeps what. */
export class HeapGraph {
  readonly #snapshot: Snapshot;
  readonly #nodeSize: number;
  readonly #edgeSize: number;
  /** Where the edges of each node begin; one more for the end of the last. */
  readonly #firstEdge: Uint32Array;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    const { node_fields: nodeFields, edge_fields: edgeFields } = snapshot.snapshot.meta;
    this.#nodeSize = nodeFields.length;
    this.#edgeSize = edgeFields.length;
    const edgeCountAt = nodeFields.indexOf('edge_count');
    const nodes = snapshot.nodes.length / this.#nodeSize;
    this.#firstEdge = new Uint32Array(nodes + 1);
    for (let node = 0; node < nodes; node += 1) {
      const edges = snapshot.nodes[node * this.#nodeSize + edgeCountAt] ?? 0;
      this.#firstEdge[node + 1] = (this.#firstEdge[node] ?? 0) + edges;
    }
  }

  /** Takes a snapshot of the page behind a session. */
  static async of(cdp: CDPSession): Promise<HeapGraph> {
    let text = '';
    const gather = ({ chunk }: { chunk: string }): void => void (text += chunk);
    cdp.on('HeapProfiler.addHeapSnapshotChunk', gather);
    await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    cdp.off('HeapProfiler.addHeapSnapshotChunk', gather);
    return new HeapGraph(JSON.parse(text) as Snapshot);
  }

  /** How many platform objects of each class something keeps, other than by edges of a name like `without`. */
  count(classes: readonly string[], without?: RegExp): Record<string, number> {
    const counts = Object.fromEntries(classes.map((name) => [name, 0]));
    for (const node of this.#reachable(without)) {
      const name = this.#nameOf(node);
      if (this.#typeOf(node) === 'native' && Object.hasOwn(counts, name))
        counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  #reachable(without?: RegExp): ReadonlySet<number> {
    const found = new Set([0]);
    // A set hands out what is added while it is walked.
    for (const node of found) {
      for (let edge = this.#firstEdge[node] ?? 0; edge < (this.#firstEdge[node + 1] ?? 0); edge += 1) {
        if (this.#keeps(edge, without)) found.add(this.#targetOf(edge));
      }
    }
    return found;
  }

  #keeps(edge: number, without?: RegExp): boolean {
    const { edges, strings, snapshot } = this.#snapshot;
    const type = snapshot.meta.edge_types[0][edges[edge * this.#edgeSize] ?? 0] ?? '';
    if (type === 'weak') return false;
    // Elements and hidden edges have a number where the others have the place of their name.
    const isNamed = type !== 'element' && type !== 'hidden';
    return !without || !isNamed || !without.test(strings[edges[edge * this.#edgeSize + 1] ?? 0] ?? '');
  }

  #targetOf(edge: number): number {
    return (this.#snapshot.edges[edge * this.#edgeSize + 2] ?? 0) / this.#nodeSize;
  }

  #nameOf(node: number): string {
    const { nodes, strings, snapshot } = this.#snapshot;
    return strings[nodes[node * this.#nodeSize + snapshot.meta.node_fields.indexOf('name')] ?? 0] ?? '';
  }

  #typeOf(node: number): string {
    const { nodes, snapshot } = this.#snapshot;
    return snapshot.meta.node_types[0][nodes[node * this.#nodeSize] ?? 0] ?? '';
  }
}
