import { createSession } from '../../../sdk/browser/src/index.ts';

const session = createSession({ apis: ['https://api.example.com'] });

export const signIn = (username, password) => session.signIn({ username, password });
export const signOut = () => session.signOut();
export const token = () => session.getAccessToken();
