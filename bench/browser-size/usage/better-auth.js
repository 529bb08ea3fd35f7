import { createAuthClient } from 'better-auth/client';

const client = createAuthClient({ baseURL: 'https://id.example.com' });

export const signIn = (email, password) => client.signIn.email({ email, password });
export const signOut = () => client.signOut();
// Its sessions are cookies; a session is what a page asks for.
export const token = async () => (await client.getSession()).data?.session.token;
