import fc from 'fast-check';

/**
 * One seed for every property, so that a run of the suite repeats. `PROPERTY_SEED=random npm test`
 * looks elsewhere, and a failure names the seed that repeats it.
 */
const seed = process.env.PROPERTY_SEED ?? '20251123';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
