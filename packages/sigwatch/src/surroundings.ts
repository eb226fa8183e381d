type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What Modal's runtime tells a container of itself (modal.com/docs/guide/environment_variables), by the names of our records.
 * The last four it does not tell: a function hands them on to its program where they are wanted. A list of what is taken,
 * since MODAL_IDENTITY_TOKEN, MODAL_TOKEN_ID and MODAL_TOKEN_SECRET are among its neighbours.
 */
const MODAL: Readonly<Record<string, string>> = {
  task: 'MODAL_TASK_ID',
  image: 'MODAL_IMAGE_ID',
  region: 'MODAL_REGION',
  cloud: 'MODAL_CLOUD_PROVIDER',
  environment: 'MODAL_ENVIRONMENT',
  sandbox: 'MODAL_SANDBOX_ID',
  gpu_type: 'MODAL_GPU_TYPE',
  app: 'MODAL_APP_ID',
  app_name: 'MODAL_APP_NAME',
  function: 'MODAL_FUNCTION_NAME',
};

/** Longest value that is kept. */
const LONGEST = 200;

/** Where this process runs, as its variables tell; undefined where nothing does. Only a container on Modal has a task. */
export function surroundings(variables: Variables): Readonly<Record<string, string>> | undefined {
  if (!variables.MODAL_TASK_ID) return undefined;
  const told = Object.entries(MODAL).flatMap(([name, variable]) => {
    const value = variables[variable]?.slice(0, LONGEST);
    return value ? [[name, value]] : [];
  });
  return { platform: 'modal', ...Object.fromEntries(told) };
}
