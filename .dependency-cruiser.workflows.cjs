// Run from workflows/ alone and without type imports, every module seen is one that the workflow sandbox would load.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'sandbox-without-node',
      comment: 'the sandbox has no Node modules, and what they give is not deterministic',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sandbox-without-schemas',
      comment:
        'zod and CEL are loaded once per cached workflow: import the file that is needed, not one that parses rules',
      severity: 'error',
      from: {},
      to: { path: 'node_modules/(zod|@marcbachmann/cel-js)/' },
    },
    {
      name: 'sandbox-without-activities',
      severity: 'error',
      from: {},
      to: { path: '^(activities|db|workers|src/(ledger|api|cli|notices|web))/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
