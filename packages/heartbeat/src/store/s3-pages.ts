import type { S3Asking } from './s3-asking.js';
import { strange } from './s3-errors.js';

type Listing = { Bucket: string; Prefix: string; Delimiter?: string; StartAfter?: string };

/** So many entries at once, which is the most that S3 tells. */
const PAGE = 1_000;

/** What a bucket lists, page by page. */
export async function* pages(asking: S3Asking, question: Listing, abort: AbortSignal) {
  for (let token: string | undefined, more = true; more; ) {
    const from = token === undefined ? {} : { ContinuationToken: token };
    const page = await asking.ask(
      question.Prefix,
      async (sdk, client, _, own) => {
        const command = new sdk.ListObjectsV2Command({ ...question, ...from, MaxKeys: PAGE });
        const told = await client.send(command, { abortSignal: own });
        if (told.Name === undefined && told.KeyCount === undefined) throw strange(asking.asked(question.Prefix));
        return told;
      },
      abort,
    );
    yield page;
    token = page.NextContinuationToken;
    more = page.IsTruncated === true && token !== undefined;
  }
}
