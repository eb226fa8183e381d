import { expect, it } from 'vitest';
import { surroundings } from './surroundings.js';

it('of a container on Modal are what its variables tell, without a token', () => {
  const variables = {
    ...{ MODAL_TASK_ID: 'ta-1', MODAL_IMAGE_ID: 'im-1', MODAL_REGION: 'us-east-1', MODAL_CLOUD_PROVIDER: 'AWS' },
    ...{ MODAL_ENVIRONMENT: 'main', MODAL_APP_ID: 'ap-1', MODAL_IS_REMOTE: '1' },
    ...{ MODAL_IDENTITY_TOKEN: 'hush-1', MODAL_TOKEN_ID: 'hush-2', MODAL_TOKEN_SECRET: 'hush-3', HF_TOKEN: 'hush-4' },
  };
  const told = surroundings(variables);
  expect(told).toEqual({
    ...{ platform: 'modal', app: 'ap-1', task: 'ta-1', image: 'im-1', region: 'us-east-1', cloud: 'AWS' },
    environment: 'main',
  });
  expect(JSON.stringify(told)).not.toContain('hush');
});

it('of any other machine are not known, also where Modal is only configured', () => {
  expect(surroundings({ MODAL_ENVIRONMENT: 'main', MODAL_TOKEN_ID: 'x' })).toBeUndefined();
});
