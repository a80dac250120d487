import type { Static } from 'typebox';
import { list, object, optional, text, textLists } from '../schema/build.ts';

/** Who asked. Filled in by the apiserver from the identity that kube-apiserver vouches for; what a client sends is dropped. */
export const requester = object(
  'Who asked for this. Filled in by the server from the authenticated request; a value sent by a client is dropped, and it cannot be changed.',
  {
    username: text(
      'Name of the user, as in a RoleBinding. A ServiceAccount is system:serviceaccount:<namespace>:<name>.',
      {
        maxLength: 1024,
      },
    ),
    uid: optional(text('UID that the authenticator gave the user, if it gives one.', { maxLength: 1024 })),
    groups: optional(
      list('Groups that the user was in at the time of the request.', text('Name of a group.', { maxLength: 1024 }), {
        maxItems: 512,
      }),
    ),
    extra: optional(
      textLists('Further attributes of the authenticator, such as scopes or the name of the credential.', {
        maxProperties: 128,
        maxItems: 128,
        maxLength: 8192,
      }),
    ),
  },
);

export type Requester = Static<typeof requester>;
