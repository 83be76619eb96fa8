import {expect, test} from 'bun:test';
import {PdError} from '../../src/lib/base/errors.ts';
import {ciChange} from '../../src/lib/events/ci.ts';

const commit = 'abcdef0123456789abcdef0123456789abcdef01';
const environments: Record<string, Record<string, string>> = {
  'GitHub Actions': {
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_RUN_ID: '99',
    GITHUB_RUN_NUMBER: '7',
    GITHUB_WORKFLOW: 'deploy',
    GITHUB_SHA: commit,
    GITHUB_REF_NAME: '12/merge',
    GITHUB_HEAD_REF: 'fix',
    GITHUB_ACTOR: 'mona',
  },
  'GitLab CI': {
    GITLAB_CI: 'true',
    CI_PROJECT_PATH: 'acme/shop',
    CI_PIPELINE_NAME: 'deploy',
    CI_PIPELINE_IID: '7',
    CI_COMMIT_SHA: commit,
    CI_COMMIT_BRANCH: 'fix',
    GITLAB_USER_LOGIN: 'mona',
    CI_PIPELINE_URL: 'https://gitlab.example/acme/shop/-/pipelines/99',
    CI_PROJECT_URL: 'https://gitlab.example/acme/shop',
    CI_REPOSITORY_URL: 'https://gitlab-ci-token:SECRET@gitlab.example/acme/shop.git',
  },
  Jenkins: {
    JENKINS_URL: 'https://j.example',
    JOB_NAME: 'deploy',
    BUILD_NUMBER: '7',
    BUILD_URL: 'https://j.example/job/deploy/7/',
    GIT_COMMIT: commit,
    GIT_BRANCH: 'origin/fix',
    GIT_URL: 'https://bot:SECRET@git.example/acme/shop.git',
    BUILD_USER_ID: 'mona',
  },
  CircleCI: {
    CIRCLECI: 'true',
    CIRCLE_PROJECT_USERNAME: 'acme',
    CIRCLE_PROJECT_REPONAME: 'shop',
    CIRCLE_JOB: 'deploy',
    CIRCLE_BUILD_NUM: '7',
    CIRCLE_SHA1: commit,
    CIRCLE_BRANCH: 'fix',
    CIRCLE_USERNAME: 'mona',
    CIRCLE_BUILD_URL: 'https://circleci.example/gh/acme/shop/7',
    CIRCLE_REPOSITORY_URL: 'git@github.com:acme/shop.git',
  },
  Buildkite: {
    BUILDKITE: 'true',
    BUILDKITE_REPO: 'ssh://git@github.com/acme/shop.git',
    BUILDKITE_PIPELINE_SLUG: 'deploy',
    BUILDKITE_BUILD_NUMBER: '7',
    BUILDKITE_COMMIT: commit,
    BUILDKITE_BRANCH: 'fix',
    BUILDKITE_TAG: '',
    BUILDKITE_BUILD_CREATOR: 'mona',
    BUILDKITE_BUILD_URL: 'https://buildkite.example/acme/deploy/builds/7',
  },
  'Azure Pipelines': {
    TF_BUILD: 'True',
    BUILD_REPOSITORY_NAME: 'acme/shop',
    BUILD_DEFINITIONNAME: 'deploy',
    BUILD_BUILDNUMBER: '7',
    BUILD_BUILDID: '99',
    BUILD_SOURCEVERSION: commit,
    BUILD_SOURCEBRANCH: 'refs/heads/fix',
    BUILD_REQUESTEDFOR: 'mona',
    SYSTEM_COLLECTIONURI: 'https://dev.azure.example/acme/',
    SYSTEM_TEAMPROJECT: 'the shop',
    BUILD_REPOSITORY_URI: 'https://github.com/acme/shop',
  },
  'Bitbucket Pipelines': {
    BITBUCKET_BUILD_NUMBER: '7',
    BITBUCKET_REPO_FULL_NAME: 'acme/shop',
    BITBUCKET_COMMIT: commit,
    BITBUCKET_BRANCH: 'fix',
    BITBUCKET_STEP_TRIGGERER_UUID: 'mona',
  },
};

test.each(Object.entries(environments))('%s: summary, source, links and details', (name, env) => {
  const change = ciChange(env);
  const pipeline = name === 'Bitbucket Pipelines' ? 'pipeline' : 'deploy';
  expect(change.summary).toBe(`acme/shop: ${pipeline} #7 on fix at abcdef0 by mona`);
  expect(change.source).toBe('acme/shop');
  expect(change.details).toMatchObject({
    ci: name,
    repository: 'acme/shop',
    run: '7',
    commit,
    branch: 'fix',
    actor: 'mona',
  });
  expect(change.links).toHaveLength(2);
  expect(change.links[1]?.href).toContain(commit);
  expect(JSON.stringify(change)).not.toContain('SECRET');
});

test('the links lead to run and commit', () => {
  const hrefs = (name: string) => ciChange(environments[name] ?? {}).links.map(({href}) => href);
  expect(hrefs('GitLab CI')).toEqual([
    'https://gitlab.example/acme/shop/-/pipelines/99',
    `https://gitlab.example/acme/shop/-/commit/${commit}`,
  ]);
  expect(hrefs('Jenkins')).toEqual([
    'https://j.example/job/deploy/7/',
    `https://git.example/acme/shop/commit/${commit}`,
  ]);
  expect(hrefs('CircleCI')[1]).toBe(`https://github.com/acme/shop/commit/${commit}`);
  expect(hrefs('Buildkite')[1]).toBe(`https://github.com/acme/shop/commit/${commit}`);
  expect(hrefs('Azure Pipelines')[0]).toBe('https://dev.azure.example/acme/the%20shop/_build/results?buildId=99');
  expect(hrefs('Bitbucket Pipelines')).toEqual([
    'https://bitbucket.org/acme/shop/pipelines/results/7',
    `https://bitbucket.org/acme/shop/commits/${commit}`,
  ]);
});

test('a tag comes before a branch, and what is not set is left out', () => {
  expect(ciChange({GITHUB_ACTIONS: 'true', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.2'})).toEqual({
    summary: 'GitHub Actions on v1.2',
    source: 'GitHub Actions',
    links: [],
    details: {ci: 'GitHub Actions', tag: 'v1.2'},
  });
});

test('GitLab: the ref serves as the branch unless it is a tag', () => {
  const gitlab = (env: Record<string, string>) => ciChange({GITLAB_CI: 'true', ...env}).details;
  expect(gitlab({CI_COMMIT_REF_NAME: 'fix'})).toMatchObject({branch: 'fix'});
  expect(gitlab({CI_COMMIT_REF_NAME: 'v1', CI_COMMIT_TAG: 'v1'})).toEqual({
    ci: 'GitLab CI',
    pipeline: 'pipeline',
    tag: 'v1',
  });
});

test('Azure: the older variable for the collection works too', () => {
  const {SYSTEM_COLLECTIONURI: uri = '', ...azure} = environments['Azure Pipelines'] ?? {};
  const [link] = ciChange({...azure, SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: uri}).links;
  expect(link?.href).toBe('https://dev.azure.example/acme/the%20shop/_build/results?buildId=99');
});

test('Buildkite: HEAD is not a commit', () => {
  const {details, links, summary} = ciChange({...environments['Buildkite'], BUILDKITE_COMMIT: 'HEAD'});
  expect(details).not.toHaveProperty('commit');
  expect(links).toHaveLength(1);
  expect(summary).not.toContain('HEAD');
});

test('outside of CI it is a usage error', () => {
  expect(() => ciChange({HOME: '/root', BUILD_NUMBER: '5'})).toThrow(PdError);
});
