import { oneTimeForm } from './one-time-link.js';

oneTimeForm({
  path: '/api/v1/auth/password/reset',
  body: (form) => ({ newPassword: form.newPassword.value }),
  title: 'The password is set',
  text: 'Every session of the account has ended. Sign in with the new password.',
});
