/** Somebody's picture: "profilePhoto resource type". */
import { ok, refuse } from '../answer.ts';
import type { Asked, Route } from '../route.ts';
import { contextOf, ofUser } from './of-user.ts';

/** "The size of the photo must be less than 4 MB". */
const mostBytes = 4 * 1024 * 1024;
const isJpeg = (bytes: Buffer): boolean => bytes.length > 3 && bytes.readUIntBE(0, 3) === 0xffd8ff;

const photoOf = ({ mailbox }: Asked): Buffer =>
  mailbox.settings.photo ?? refuse(404, 'ImageNotFound', 'The image was not found.');

const read = ['ProfilePhoto.Read.All', 'ProfilePhoto.ReadWrite.All', 'User.Read.All', 'User.ReadWrite.All'];
export const photoRoutes: Route[] = [
  ofUser({
    method: 'GET',
    path: '/photo',
    roles: read,
    handle: (asked) => {
      photoOf(asked);
      return ok({ ...contextOf(asked.mailbox, 'photo/$entity'), id: '1X1', width: 1, height: 1 });
    },
  }),
  ofUser({
    method: 'GET',
    path: '/photo/$value',
    roles: read,
    handle: (asked) => ({
      status: 200,
      body: photoOf(asked),
      headers: { 'content-type': 'image/jpeg' },
    }),
  }),
  ofUser({
    method: 'PUT',
    path: '/photo/$value',
    roles: ['ProfilePhoto.ReadWrite.All', 'User.ReadWrite.All'],
    contentType: 'image/jpeg',
    handle: ({ mailbox, body }) => {
      if (body.length > mostBytes)
        refuse(413, 'RequestEntityTooLarge', 'The photo must be smaller than 4 MB.');
      if (!isJpeg(body)) refuse(400, 'ErrorInvalidImage', 'The photo is not a JPEG.');
      mailbox.settings.photo = body;
      return { status: 200 };
    },
  }),
];
