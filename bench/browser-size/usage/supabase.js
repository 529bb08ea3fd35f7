import { AuthClient } from '@supabase/auth-js';

const client = new AuthClient({ url: 'https://id.example.com/auth/v1' });

export const signIn = (email, password) => client.signInWithPassword({ email, password });
export const signOut = () => client.signOut();
export const token = async () => (await client.getSession()).data.session?.access_token;
