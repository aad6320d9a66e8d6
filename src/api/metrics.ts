/** Upper bounds in seconds: a command should take a few milliseconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

interface Series {
  count: number;
  sum: number;
  readonly below: number[];
}

/** Counts requests by route pattern, method and class of status; never by address, person or case. */
export interface Metrics {
  observe(route: string, method: string, status: number, seconds: number): void;
  /** Lines of the request histogram in Prometheus' text format. */
  lines(): readonly string[];
}

/** Figures of this process, from its start. */
export function createMetrics(): Metrics {
  const all = new Map<string, Series>();
  return {
    observe(route, method, status, seconds) {
      const labels = `route="${route}",method="${method}",status="${Math.floor(status / 100)}xx"`;
      const series = all.get(labels) ?? { count: 0, sum: 0, below: BOUNDS.map(() => 0) };
      all.set(labels, series);
      series.count++;
      series.sum += seconds;
      for (const [i, bound] of BOUNDS.entries()) if (seconds <= bound) series.below[i] = (series.below[i] ?? 0) + 1;
    },
    lines: () => [
      '# HELP duban_http_request_seconds Time from request to answer.',
      '# TYPE duban_http_request_seconds histogram',
      ...[...all].flatMap(([labels, { count, sum, below }]) => [
        ...BOUNDS.map((bound, i) => `duban_http_request_seconds_bucket{${labels},le="${bound}"} ${below[i] ?? 0}`),
        `duban_http_request_seconds_bucket{${labels},le="+Inf"} ${count}`,
        `duban_http_request_seconds_sum{${labels}} ${sum.toFixed(6)}`,
        `duban_http_request_seconds_count{${labels}} ${count}`,
      ]),
    ],
  };
}

/** One gauge with its help text. */
export function gauge(name: string, help: string, value: number): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`];
}
