import { describe, expect, it } from 'vitest';
import { hasPython, runPython } from '../results/export/python.fixture.js';
import { kind, type Manifest, manifests } from './deploy.fixture.js';

/**
 * Holds manifests against the models that Kubernetes' own client for Python has of its API, strictly: a
 * field that is not there, one that is missing, and a value of another type are told by their paths.
 */
const heldAgainstModels = `
import json, re, sys
from kubernetes.client import models
plain = {"str": str, "int": int, "bool": bool, "float": (int, float)}
def held(value, kind, at):
    of = re.fullmatch(r"(list\\[|dict\\(str, )(.+)[\\])]", kind)
    if of:
        is_list = kind.startswith("list")
        if not isinstance(value, list if is_list else dict):
            raise TypeError(f"{at} is no {kind}")
        pairs = enumerate(value) if is_list else value.items()
        parts = [(key, held(each, of[2], f"{at}[{key}]")) for key, each in pairs]
        return [each for _, each in parts] if is_list else dict(parts)
    if kind == "object":
        return value
    if kind in plain:
        if not isinstance(value, plain[kind]) or (kind == "int" and isinstance(value, bool)):
            raise TypeError(f"{at} is no {kind}: {value}")
        return value
    if not isinstance(value, dict):
        raise TypeError(f"{at} is no {kind}")
    model = getattr(models, kind)
    names = {name: own for own, name in model.attribute_map.items()}
    for name in value:
        if name not in names:
            raise TypeError(f"{at}.{name} is no field of {kind}")
    given = {names[name]: held(each, model.openapi_types[names[name]], f"{at}.{name}") for name, each in value.items()}
    try:
        return model(**given)
    except ValueError as error:
        raise TypeError(f"{at}: {error}")
faults = []
for manifest in json.load(sys.stdin):
    version = manifest["apiVersion"].split("/")[-1]
    try:
        held(manifest, version[0].upper() + version[1:] + manifest["kind"], manifest["kind"])
    except TypeError as error:
        faults.append(str(error))
print(json.dumps(faults))
`;

/** Of Kubernetes 1.28, and so unknown to the models of 1.22 that Debian 12 has. */
const tooNew = 'Job.spec.backoffLimitPerIndex is no field of V1JobSpec';

const faultsOf = (...of: Manifest[]) => runPython(heldAgainstModels, of) as string[];

/** A manifest in which one text is another. */
function changed(manifest: Manifest, from: string, to: string): Manifest {
  const text = JSON.stringify(manifest);
  expect(text).toContain(from);
  return JSON.parse(text.replace(from, to)) as Manifest;
}

describe.skipIf(!hasPython('kubernetes'))(
  'deploy/kubernetes against the models of the API (python3-kubernetes)',
  () => {
    it('has only what Kubernetes knows, where it belongs', () => {
      expect(manifests.length).toBeGreaterThan(6);
      expect(faultsOf(...manifests).filter((fault) => fault !== tooNew)).toEqual([]);
    });

    it('tells a typo, a wrong level, another type, what is missing, what is no list', () => {
      const [server, service] = [kind('StatefulSet', 'nats'), kind('Service', 'nats')];
      const faults = faultsOf(
        changed(server, '"runAsUser"', '"runAsuser"'),
        changed(service, '"selector"', '"matchLabels"'),
        changed(server, '"replicas":1', '"replicas":"1"'),
        changed(server, '"serviceName":"nats",', ''),
        changed(kind('NetworkPolicy', 'nats'), '["Ingress","Egress"]', '"Ingress"'),
      );
      expect(faults).toEqual([
        'StatefulSet.spec.template.spec.securityContext.runAsuser is no field of V1PodSecurityContext',
        'Service.spec.matchLabels is no field of V1ServiceSpec',
        'StatefulSet.spec.replicas is no int: 1',
        expect.stringMatching(/^StatefulSet\.spec: .*service_name.*must not be `None`/),
        'NetworkPolicy.spec.policyTypes is no list[str]',
      ]);
    });
  },
);
