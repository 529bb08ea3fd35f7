import { UserManager } from 'oidc-client-ts';

const manager = new UserManager({
  authority: 'https://id.example.com',
  client_id: 'app',
  redirect_uri: 'https://app.example.com/signed-in',
});

export const signIn = () => manager.signinRedirect();
export const signedIn = () => manager.signinRedirectCallback();
export const signOut = () => manager.signoutRedirect();
export const token = async () => (await manager.getUser())?.access_token;
