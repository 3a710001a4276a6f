import path from 'node:path';
import { defined } from '../../core/base/defined.js';
import { messageOf, RepriseError } from '../../core/base/errors.js';
import type { TrustSettings } from '../../core/invoke/trust.js';
import type { LocalLambdaConfig } from '../../local/config.js';
import type { ScenarioFlags } from './flags.js';
import { keepInlineText } from './inline-payloads.js';
import { toLocalConfig } from './local-section.js';
import type { FlagOrigin } from './override-raw.js';
import { applyOverrides } from './overrides.js';
import { attempt, type Finding, type ScenarioProblem, ScenarioProblems } from './problems.js';
import { readText } from './read-text.js';
import { resolveScenario } from './resolve.js';
import type { CheckExpectation } from './resolve-expectations.js';
import type { Scenario } from './scenario.js';
import { type ParsedScenario, scenarioSchema } from './schema.js';
import { findingsOf } from './schema-findings.js';
import type { Variables } from './variables.js';
import { YamlSource } from './yaml-source.js';

/** What may stand beside a scenario's file. */
export interface LoadOptions {
  /** The command line's wishes; they win over the file. */
  flags?: ScenarioFlags;
  /** Reads an expectation, and throws `RepriseError` if it cannot. Absent: they are not checked. */
  checkExpectation?: CheckExpectation;
  /** Finds a recording, and throws `RepriseError` if it cannot. Absent: they are not checked. */
  checkRecording?: (name: string) => unknown;
  /** Whoever loads it gives the load: a workload may have none. */
  isLoadOptional?: boolean;
  /** What `${NAME}` in the file stands for; default: the environment. */
  variables?: Variables;
  /** Where paths in `flags` start; default: the working directory. */
  workingDir?: string;
}

/**
 * The scenario of a YAML file (`-` is standard input), of flags alone (`file` undefined), or of a file with flags over it:
 * validated, with every default filled in. Throws `ScenarioProblems`, which names everything that is
 * wrong at once, or `RepriseError` when the file cannot be read.
 */
export function loadScenario(file: string | undefined, options: LoadOptions = {}): Scenario {
  const workingDir = options.workingDir ?? process.cwd();
  const { variables = process.env } = options;
  const yaml = file === undefined ? undefined : readYaml(file, workingDir, variables);
  const { raw, origins, problems } = applyOverrides(
    yaml?.raw ?? {},
    options.flags ?? {},
    workingDir,
  );
  const { parsed, broken, findings } = parseSections(raw);
  const resolved = resolveScenario(parsed, broken, {
    baseDir: folderOf(file, workingDir),
    checkRecording: options.checkRecording,
    checkExpectation: options.checkExpectation,
    isLoadOptional: options.isLoadOptional,
    file,
    source: yaml?.source.text,
  });
  const all = [...findings, ...resolved.findings].map((finding) =>
    blame(finding, origins, yaml?.source),
  );
  if (problems.length + all.length > 0) {
    throw new ScenarioProblems([...problems, ...inOrder(all)]);
  }
  const { scenario } = resolved;
  const { flags = {} } = options;
  return {
    ...scenario,
    target: { ...scenario.target, ...trustOf(flags, workingDir) },
    ...defined({ stack: [flags.stack ?? []].flat()[0] }),
  };
}

/** It is a matter of the machine that sends, so that no file says it. */
function trustOf({ caBundle, verifySsl }: ScenarioFlags, workingDir: string): TrustSettings {
  const [file] = [caBundle ?? []].flat();
  return defined({ caBundle: file && path.resolve(workingDir, file), verifySsl });
}

/**
 * The local Lambda that a file describes: a scenario with a `local:` section (the rest of it is not
 * looked at), or a file with that section's content. Throws as `loadScenario` does.
 */
export function loadLocalFile(file: string): LocalLambdaConfig {
  const { raw: written, source } = readYaml(file, process.cwd(), process.env);
  const isBare = isSectionContent(written);
  const raw = isBare ? { local: written } : written;
  const { parsed, findings } = parseSections(raw);
  const relevant = findings.filter(
    ({ path: [section] }) => section === 'local' || section === undefined,
  );
  if (parsed.local === undefined && relevant.length === 0) {
    const hint =
      'Describe the functions under `local:`, as scenarios/quickstart.yaml does, or under `functions:` in a file with nothing else.';
    relevant.push({ path: [], message: 'this file has no local section', hint });
  }
  const section = parsed.local;
  const config =
    section === undefined
      ? undefined
      : attempt(relevant, ['local'], () =>
          toLocalConfig(section, folderOf(file, process.cwd()), parsed.seed ?? 1),
        );
  if (relevant.length === 0 && config !== undefined) return config;
  const where = (path: Finding['path']): Finding['path'] => (isBare ? path.slice(1) : path);
  throw new ScenarioProblems(
    relevant.map((finding) => source.locate({ ...finding, path: where(finding.path) })),
  );
}

/** Is it what stands under `local:`, without that key? No scenario has `functions:` at its top. */
function isSectionContent(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'functions' in raw && !('local' in raw);
}

/** Where the paths in a file start: those of standard input in the working directory. */
function folderOf(file: string | undefined, workingDir: string): string {
  if (file === undefined || file === '-') return workingDir;
  return path.dirname(path.resolve(workingDir, file));
}

function readYaml(
  file: string,
  workingDir: string,
  variables: Variables,
): { raw: unknown; source: YamlSource } {
  const source = openYaml(file, workingDir);
  const problems = source.syntaxProblems();
  if (problems.length === 0) problems.push(...source.expand(variables));
  if (problems.length > 0) throw new ScenarioProblems(problems);
  try {
    const raw: unknown = source.values() ?? {};
    keepInlineText(raw, source.document, source.text);
    return { raw, source };
  } catch (error) {
    // Aliases that multiply beyond the limit.
    throw new RepriseError(`${file}: ${messageOf(error)}`, {
      hint: 'Write the aliased values out.',
      cause: error,
    });
  }
}

function openYaml(file: string, workingDir: string): YamlSource {
  const isStdin = file === '-';
  const name = isStdin ? '<stdin>' : file;
  const hint =
    'Write one with reprise init, or try one that ships with Reprise: reprise run --example quickstart.';
  return new YamlSource(name, readText(isStdin ? 0 : path.resolve(workingDir, file), name, hint));
}

/** Parses the whole; when that fails, each section alone, so that one problem hides no other. */
function parseSections(raw: unknown): {
  parsed: ParsedScenario;
  broken: Set<string>;
  findings: Finding[];
} {
  const whole = scenarioSchema.safeParse(raw);
  if (whole.success) return { parsed: whole.data, broken: new Set(), findings: [] };
  const findings = findingsOf(whole.error.issues, raw);
  const broken = new Set(findings.map(({ path: [section] }) => String(section)));
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { parsed: {}, broken: new Set(Object.keys(scenarioSchema.shape)), findings };
  }
  const sound = Object.entries(raw).filter(([section]) => !broken.has(section));
  return { parsed: scenarioSchema.parse(Object.fromEntries(sound)), broken, findings };
}

/** Names the flag that wrote the value, else the place in the file. */
function blame(
  finding: Finding,
  origins: readonly FlagOrigin[],
  source: YamlSource | undefined,
): ScenarioProblem {
  const origin = origins.find(({ path: written }) =>
    written.every((step, i) => String(finding.path[i]) === String(step)),
  );
  const { message, hint, excerpt } = finding;
  const bare = { message, ...defined({ hint }) };
  if (origin !== undefined) {
    return { flag: origin.flag, ...bare, ...defined({ excerpt }) };
  }
  return source === undefined ? bare : source.locate(finding);
}

function inOrder(problems: readonly ScenarioProblem[]): ScenarioProblem[] {
  const offset = ({ position }: ScenarioProblem): number =>
    position === undefined ? 0 : position.line * 1e6 + position.column;
  return [...problems].sort((a, b) => offset(a) - offset(b));
}
