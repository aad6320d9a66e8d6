// The import table of the architecture. Type imports count too; what really reaches the workflow sandbox is checked
// apart, in .dependency-cruiser.workflows.cjs.

const packages = (...names) =>
  `node_modules/(@types/)?(${names.map((name) => name.replace('*', '[^/]+')).join('|')})(/|$)`;

/** `folder` may import itself, `folders`, `npm` packages and, if `node` is true, Node's own modules; nothing else. */
function may(folder, { folders = [], npm = [], node = false }) {
  const own = [folder, ...folders].map((name) => `^${name}(/|\\.ts$)`);
  const rules = [
    {
      name: `${folder.replace('/', '-')}-imports`,
      comment: `${folder} may import ${[folder, ...folders].join(', ')} and the packages ${npm.join(', ') || '(none)'}`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: { pathNot: [...own, ...(npm.length > 0 ? [packages(...npm)] : [])], dependencyTypesNot: ['core'] },
    },
  ];
  if (!node) {
    rules.push({
      name: `${folder.replace('/', '-')}-without-node`,
      comment: `${folder} also runs where there is no Node`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: { dependencyTypes: ['core'] },
    });
  }
  return rules;
}

function typesOnly(from, to) {
  return {
    name: `${from}-${to.replace('/', '-')}-types-only`,
    comment: `${from} knows ${to} by its types alone`,
    severity: 'error',
    from: { path: `^${from}/` },
    to: { path: `^${to}/`, dependencyTypesNot: ['type-only'] },
  };
}

const core = 'src/core';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...may(core, { npm: ['xstate', '@noble/*', '@scure/base', '@marcbachmann/cel-js', 'zod'] }),
    // The scenario file's schema is checked with zod, like every file that people write.
    ...may('src/simulator', { folders: [core], npm: ['zod'] }),
    ...may('src/replay', { folders: [core], npm: ['@noble/*', '@scure/base'] }),
    ...may('src/package', {
      folders: [core, 'src/replay', 'src/ledger', 'db'],
      npm: ['yazl', 'rolldown', '@scure/base'],
      node: true,
    }),
    // The page of an auditor's package: a browser that opens it from disk.
    ...may('src/viewer', { folders: [core, 'src/replay'], npm: ['@noble/*', '@scure/base'] }),
    ...may('db', { folders: [core], npm: ['knex', 'better-sqlite3', 'pg'], node: true }),
    ...may('src/ledger', { folders: [core, 'db'], node: true }),
    ...may('src/notices', {
      folders: [core],
      npm: ['docx', 'pdfmake', 'fontkit', 'wawoff2', 'uqr', 'zod'],
      node: true,
    }),
    ...may('workflows', { folders: [core, 'activities'], npm: ['@temporalio/workflow', '@temporalio/common'] }),
    ...may('activities', {
      folders: [core, 'src/ledger', 'src/notices', 'db'],
      npm: ['nodemailer', '@temporalio/activity', '@temporalio/common'],
      node: true,
    }),
    ...may('src/api', {
      folders: [core, 'src/ledger', 'src/simulator', 'src/replay', 'src/notices', 'src/package', 'db'],
      npm: [
        'fastify',
        'fastify-type-provider-zod',
        '@fastify/*',
        'zod',
        '@temporalio/client',
        '@node-rs/argon2',
        'openid-client',
        '@noble/*',
        'exceljs',
        'sharp',
        'elkjs',
      ],
      node: true,
    }),
    // The browser: what the contract checks with zod is known here by its types alone, so that no validator is loaded.
    ...may('src/web', {
      folders: [core, 'src/replay', 'src/api/contract'],
      npm: [
        'react',
        'react-dom',
        'react-router',
        '@tanstack/react-query',
        'antd',
        '@ant-design/*',
        'echarts',
        'zod',
        'vite',
        '@noble/*',
        '@scure/base',
      ],
    }),
    typesOnly('src/web', 'src/api/contract'),
    typesOnly('workflows', 'activities'),
    // The bytes that are stored are the core's: how an event becomes bytes is not written twice.
    {
      ...typesOnly('db', core),
      to: { path: '^src/core/', pathNot: '^src/core/log/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'cli-and-workers-without-web',
      severity: 'error',
      from: { path: '^(src/cli|workers)/' },
      to: { path: '^src/web/' },
    },
    {
      name: 'nobody-imports-workers',
      comment: 'workers/ is the composition root: it knows everybody, nobody knows it',
      severity: 'error',
      from: { pathNot: '^(workers|src/cli|test|bench|drill)/' },
      to: { path: '^workers/' },
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: { pathNot: '^(test|bench|drill)/' },
      to: { path: '^(test|bench|drill)/' },
    },
    {
      name: 'no-development-packages-in-the-product',
      severity: 'error',
      from: { path: '^(src|workflows|activities|workers|db)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-missing-modules', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
