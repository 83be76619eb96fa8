import {usageError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {Link} from './event-links.ts';

export interface CiChange {
  summary: string;
  source: string;
  links: Link[];
  details: JsonObject;
}

type Env = Readonly<Record<string, string | undefined>>;

/** What a CI service says about the run. Any field may be missing. */
interface Run {
  repository?: string | undefined;
  pipeline?: string | undefined;
  number?: string | undefined;
  job?: string | undefined;
  commit?: string | undefined;
  branch?: string | undefined;
  tag?: string | undefined;
  actor?: string | undefined;
  environment?: string | undefined;
  runUrl?: string | undefined;
  /** Web page of the repository, or a git remote. */
  repositoryUrl?: string | undefined;
}

interface CiService {
  name: string;
  isHere: (env: Env) => boolean;
  run: (env: Env) => Run;
}

/** The change event for this CI run. Throws PdError `usage` outside of CI. */
export function ciChange(env: Env): CiChange {
  const service = services.find(({isHere}) => isHere(env));
  if (!service) {
    const names = services.map(({name}) => name).join(', ');
    throw usageError(
      '--ci: this is not a CI run that pd recognizes',
      `pd recognizes ${names}; otherwise give -s SUMMARY`,
    );
  }
  const {name} = service;
  const run = service.run(env);
  const {repository, pipeline, number, job, commit, branch, tag, actor, environment} = run;
  const facts = {repository, pipeline, run: number, job, commit, branch, tag, actor, environment};
  return {
    summary: summaryOf(name, run),
    source: repository || pipeline || name,
    links: linksOf(name, run),
    details: {
      ci: name,
      ...Object.fromEntries(Object.entries(facts).filter((fact): fact is [string, string] => Boolean(fact[1]))),
    },
  };
}

function summaryOf(name: string, {repository, pipeline, number, commit, branch, tag, actor}: Run): string {
  const what = [pipeline || name, number && `#${number}`].filter(Boolean).join(' ');
  const where = tag || branch;
  const words = [what, where && `on ${where}`, commit && `at ${commit.slice(0, 7)}`, actor && `by ${actor}`];
  const sentence = words.filter(Boolean).join(' ');
  return !repository ? sentence : `${repository}: ${sentence}`;
}

function linksOf(name: string, {runUrl, commit, repositoryUrl}: Run): Link[] {
  const commitUrl = commit && repositoryUrl ? commitPage(repositoryUrl, commit) : undefined;
  const links: Link[] = [];
  if (runUrl && /^https?:\/\//.test(runUrl)) links.push({href: runUrl, text: `${name} run`});
  if (commit && commitUrl) links.push({href: commitUrl, text: `Commit ${commit.slice(0, 7)}`});
  return links;
}

/** The commit's web page, from a page or a git remote (`git@host:path.git`). A password in the remote is left out. */
function commitPage(remote: string, commit: string): string | undefined {
  const asUrl = remote
    .replace(/^(?:[\w.-]+@)([\w.-]+):(?!\d+\/)/, 'https://$1/')
    .replace(/^(?:ssh|git):\/\//, 'https://');
  if (!URL.canParse(asUrl)) return undefined;
  const {protocol, host, hostname, pathname} = new URL(asUrl);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const path = pathname.replace(/\/+$/, '').replace(/\.git$/, '');
  const page = hostname.includes('gitlab') ? '-/commit' : hostname.includes('bitbucket') ? 'commits' : 'commit';
  return `${protocol}//${host}${path}/${page}/${commit}`;
}

const joined = (...parts: (string | undefined)[]): string | undefined =>
  parts.every(Boolean) ? parts.join('/') : undefined;

const services: readonly CiService[] = [
  {
    name: 'GitHub Actions',
    isHere: env => env['GITHUB_ACTIONS'] === 'true',
    run: env => {
      const page = joined(env['GITHUB_SERVER_URL'], env['GITHUB_REPOSITORY']);
      const isTag = env['GITHUB_REF_TYPE'] === 'tag';
      return {
        repository: env['GITHUB_REPOSITORY'],
        pipeline: env['GITHUB_WORKFLOW'],
        number: env['GITHUB_RUN_NUMBER'],
        job: env['GITHUB_JOB'],
        commit: env['GITHUB_SHA'],
        // On a pull request GITHUB_REF_NAME is "12/merge".
        branch: isTag ? undefined : env['GITHUB_HEAD_REF'] || env['GITHUB_REF_NAME'],
        tag: isTag ? env['GITHUB_REF_NAME'] : undefined,
        actor: env['GITHUB_TRIGGERING_ACTOR'] || env['GITHUB_ACTOR'],
        runUrl: joined(page, 'actions/runs', env['GITHUB_RUN_ID']),
        repositoryUrl: page,
      };
    },
  },
  {
    name: 'GitLab CI',
    isHere: env => env['GITLAB_CI'] === 'true',
    run: env => ({
      repository: env['CI_PROJECT_PATH'],
      pipeline: env['CI_PIPELINE_NAME'] || 'pipeline',
      number: env['CI_PIPELINE_IID'] || env['CI_PIPELINE_ID'],
      job: env['CI_JOB_NAME'],
      commit: env['CI_COMMIT_SHA'],
      branch:
        env['CI_COMMIT_BRANCH'] ||
        env['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME'] ||
        // On a tag it is the tag's name.
        (env['CI_COMMIT_TAG'] ? undefined : env['CI_COMMIT_REF_NAME']),
      tag: env['CI_COMMIT_TAG'],
      actor: env['GITLAB_USER_LOGIN'],
      environment: env['CI_ENVIRONMENT_NAME'],
      runUrl: env['CI_PIPELINE_URL'] || env['CI_JOB_URL'],
      // CI_REPOSITORY_URL would carry the job's token.
      repositoryUrl: env['CI_PROJECT_URL'],
    }),
  },
  {
    name: 'Jenkins',
    isHere: env => Boolean(env['JENKINS_URL'] || env['JENKINS_HOME']) && Boolean(env['BUILD_NUMBER']),
    run: env => ({
      repository: slugOf(env['GIT_URL']),
      pipeline: env['JOB_NAME'],
      number: env['BUILD_NUMBER'],
      job: env['STAGE_NAME'],
      commit: env['GIT_COMMIT'],
      branch: env['CHANGE_BRANCH'] || env['BRANCH_NAME'] || env['GIT_BRANCH']?.replace(/^origin\//, ''),
      tag: env['TAG_NAME'],
      actor: env['BUILD_USER_ID'] || env['CHANGE_AUTHOR'],
      runUrl: env['BUILD_URL'],
      repositoryUrl: env['GIT_URL'],
    }),
  },
  {
    name: 'CircleCI',
    isHere: env => env['CIRCLECI'] === 'true',
    run: env => ({
      repository: joined(env['CIRCLE_PROJECT_USERNAME'], env['CIRCLE_PROJECT_REPONAME']),
      pipeline: env['CIRCLE_JOB'],
      number: env['CIRCLE_BUILD_NUM'],
      job: env['CIRCLE_JOB'],
      commit: env['CIRCLE_SHA1'],
      branch: env['CIRCLE_BRANCH'],
      tag: env['CIRCLE_TAG'],
      actor: env['CIRCLE_USERNAME'],
      runUrl: env['CIRCLE_BUILD_URL'],
      repositoryUrl: env['CIRCLE_REPOSITORY_URL'],
    }),
  },
  {
    name: 'Buildkite',
    isHere: env => env['BUILDKITE'] === 'true',
    run: env => ({
      repository: slugOf(env['BUILDKITE_REPO']),
      pipeline: env['BUILDKITE_PIPELINE_SLUG'],
      number: env['BUILDKITE_BUILD_NUMBER'],
      job: env['BUILDKITE_LABEL'],
      // A build without a given commit says HEAD until its first step has checked one out.
      commit: env['BUILDKITE_COMMIT'] === 'HEAD' ? undefined : env['BUILDKITE_COMMIT'],
      branch: env['BUILDKITE_BRANCH'],
      tag: env['BUILDKITE_TAG'],
      actor: env['BUILDKITE_BUILD_CREATOR'],
      runUrl: env['BUILDKITE_BUILD_URL'],
      repositoryUrl: env['BUILDKITE_REPO'],
    }),
  },
  {
    name: 'Azure Pipelines',
    isHere: env => env['TF_BUILD']?.toLowerCase() === 'true',
    run: env => {
      const ref = env['BUILD_SOURCEBRANCH'] ?? '';
      return {
        repository: env['BUILD_REPOSITORY_NAME'],
        pipeline: env['BUILD_DEFINITIONNAME'],
        number: env['BUILD_BUILDNUMBER'],
        job: env['SYSTEM_JOBDISPLAYNAME'],
        commit: env['BUILD_SOURCEVERSION'],
        branch: ref.startsWith('refs/tags/') ? undefined : ref.replace(/^refs\/heads\//, '') || undefined,
        tag: ref.startsWith('refs/tags/') ? ref.slice('refs/tags/'.length) : undefined,
        actor: env['BUILD_REQUESTEDFOR'],
        runUrl: azureRun(env),
        repositoryUrl: env['BUILD_REPOSITORY_URI'],
      };
    },
  },
  {
    name: 'Bitbucket Pipelines',
    isHere: env => Boolean(env['BITBUCKET_BUILD_NUMBER']),
    run: env => {
      const page = joined('https://bitbucket.org', env['BITBUCKET_REPO_FULL_NAME']);
      return {
        repository: env['BITBUCKET_REPO_FULL_NAME'],
        pipeline: 'pipeline',
        number: env['BITBUCKET_BUILD_NUMBER'],
        commit: env['BITBUCKET_COMMIT'],
        branch: env['BITBUCKET_BRANCH'],
        tag: env['BITBUCKET_TAG'],
        actor: env['BITBUCKET_STEP_TRIGGERER_UUID'],
        environment: env['BITBUCKET_DEPLOYMENT_ENVIRONMENT'],
        runUrl: joined(page, 'pipelines/results', env['BITBUCKET_BUILD_NUMBER']),
        repositoryUrl: page,
      };
    },
  },
];

/** `acme/shop` of `git@github.com:acme/shop.git`. */
const slugOf = (remote: string | undefined): string | undefined =>
  remote && /([^/:]+\/[^/:]+?)(?:\.git)?\/*$/.exec(remote)?.[1];

function azureRun(env: Env): string | undefined {
  const {SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: id} = env;
  const host = env['SYSTEM_COLLECTIONURI'] || env['SYSTEM_TEAMFOUNDATIONCOLLECTIONURI'];
  return host && project && id
    ? `${host.replace(/\/$/, '')}/${encodeURIComponent(project)}/_build/results?buildId=${id}`
    : undefined;
}
