import { create, createFileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { GenService } from '@bufbuild/protobuf/codegenv2';
import {
  file_google_protobuf_wrappers,
  FileDescriptorProtoSchema,
  StringValueSchema,
} from '@bufbuild/protobuf/wkt';
import type { Handler } from './http-world.js';

const TEXT = '.google.protobuf.StringValue';
const WRAPPERS = 'google/protobuf/wrappers.proto';

/** Flags of an envelope: of the last one of a Connect stream, and of trailers in gRPC-Web. */
const LAST = 0x02;
const TRAILERS = 0x80;

/** Codes of gRPC. */
const UNAUTHENTICATED = 16;

const file = create(FileDescriptorProtoSchema, {
  name: 'exams.proto',
  package: 'exams',
  syntax: 'proto3',
  dependency: [WRAPPERS],
  service: [
    {
      name: 'Exams',
      method: [
        { name: 'Grade', inputType: TEXT, outputType: TEXT },
        { name: 'Watch', inputType: TEXT, outputType: TEXT, serverStreaming: true },
      ],
    },
  ],
});

type Text = typeof StringValueSchema;

/** One call that answers once and one that answers in a stream, with texts. */
export const Exams = createFileRegistry(file, (name) =>
  name === WRAPPERS ? file_google_protobuf_wrappers : undefined,
).getService('exams.Exams') as unknown as GenService<{
  grade: { methodKind: 'unary'; input: Text; output: Text };
  watch: { methodKind: 'server_streaming'; input: Text; output: Text };
}>;

function envelope(flags: number, content: Uint8Array | string): Buffer {
  const head = Buffer.alloc(5);
  const data = Buffer.from(content as string);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(data.length, 1);
  return Buffer.concat([head, data]);
}

/** Answers each text with "graded: " before it; `isRefused` says whom it does not. */
export function exams(isRefused: (authorization: string | undefined) => boolean): Handler {
  return (request, body, response) => {
    const type = request.headers['content-type']!;
    const refused = isRefused(request.headers.authorization);
    response.setHeader('Content-Type', type);
    if (type === 'application/json') {
      response.statusCode = refused ? 401 : 200;
      const text = JSON.stringify(`graded: ${refused || JSON.parse(body.toString())}`);
      response.end(refused ? '{"code":"unauthenticated","message":"no"}' : text);
    } else if (type === 'application/connect+json') {
      const text = `graded: ${JSON.parse(body.subarray(5).toString())}`;
      response.write(refused ? '' : envelope(0, JSON.stringify(text)));
      const error = { error: { code: 'unauthenticated', message: 'no' } };
      response.end(envelope(LAST, JSON.stringify(refused ? error : {})));
    } else if (refused) {
      response.setHeader('grpc-status', UNAUTHENTICATED);
      response.setHeader('grpc-message', 'no');
      response.end();
    } else {
      const { value } = fromBinary(StringValueSchema, body.subarray(5));
      const answer = create(StringValueSchema, { value: `graded: ${value}` });
      response.write(envelope(0, toBinary(StringValueSchema, answer)));
      response.end(envelope(TRAILERS, 'grpc-status: 0\r\n'));
    }
  };
}
