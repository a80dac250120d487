import { entry } from '../entry.ts';

/** Errors with which the apiserver answers a request. */
export const apiserverErrors = {
  NotReady: entry(503, 'the server is starting and has not read {what} yet', 'try again in a few seconds'),
} as const;
