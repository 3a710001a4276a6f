import { expect, it } from 'vitest';
import { proxyOf } from './environment-proxy.js';

const lambda = 'https://lambda.eu-west-1.amazonaws.com';
const proxy = 'http://proxy.test:3128';

it.each<[string, string, NodeJS.ProcessEnv, string | undefined]>([
  ['none is named', lambda, {}, undefined],
  ['for https', lambda, { HTTPS_PROXY: proxy }, 'http://proxy.test:3128/'],
  ['for http', 'http://lambda.test', { HTTP_PROXY: proxy }, 'http://proxy.test:3128/'],
  ['http is not https', lambda, { HTTP_PROXY: proxy }, undefined],
  [
    'the small spelling wins',
    lambda,
    { HTTPS_PROXY: 'http://other:1', https_proxy: proxy },
    'http://proxy.test:3128/',
  ],
  ['without a scheme', lambda, { HTTPS_PROXY: 'proxy.test:3128' }, 'http://proxy.test:3128/'],
  ['empty', lambda, { HTTPS_PROXY: '' }, undefined],
  ['this machine', 'https://127.0.0.1:9001', { HTTPS_PROXY: proxy }, undefined],
  ['this machine by name', 'http://localhost:9001', { HTTP_PROXY: proxy }, undefined],
  [
    'excepted by name',
    lambda,
    { HTTPS_PROXY: proxy, NO_PROXY: 'lambda.eu-west-1.amazonaws.com' },
    undefined,
  ],
  [
    'excepted by domain',
    lambda,
    { HTTPS_PROXY: proxy, NO_PROXY: 'example.com, .amazonaws.com' },
    undefined,
  ],
  [
    'excepted by a domain without its dot',
    lambda,
    { HTTPS_PROXY: proxy, NO_PROXY: 'amazonaws.com' },
    undefined,
  ],
  [
    'not by the end of a name',
    lambda,
    { HTTPS_PROXY: proxy, NO_PROXY: 'azonaws.com' },
    'http://proxy.test:3128/',
  ],
  [
    'excepted with its port',
    lambda,
    { HTTPS_PROXY: proxy, NO_PROXY: 'amazonaws.com:443' },
    undefined,
  ],
  [
    'not with another port',
    lambda,
    { HTTPS_PROXY: proxy, NO_PROXY: 'amazonaws.com:8443' },
    'http://proxy.test:3128/',
  ],
  ['everything excepted', lambda, { HTTPS_PROXY: proxy, NO_PROXY: '*' }, undefined],
])('finds the proxy: %s', (_, url, environment, expected) => {
  expect(proxyOf(new URL(url), environment)?.href).toBe(expected);
});
