// What real heads have answered, by the version of Ray; shortened where dots stand.

export const V29 = {
  version: { version: '4', ray_version: '2.9.3', ray_commit: '62655e11ed76509b78654b60be67bc59f8f3460a' },
  nodes: {
    result: true,
    msg: 'Node summary fetched.',
    data: {
      summary: [
        {
          hostname: 'vm',
          ip: '192.0.2.2',
          raylet: {
            nodeManagerAddress: '192.0.2.2',
            rayletSocketName: '/tmp/ray/session_2026-11-22_19-27-39_607787_12442/sockets/raylet',
            objectStoreSocketName: '/tmp/ray/session_2026-11-22_19-27-39_607787_12442/sockets/plasma_store',
            isHeadNode: true,
            state: 'ALIVE',
          },
        },
      ],
    },
  },
  session: 'session_2026-11-22_19-27-39_607787_12442',
  failed: {
    ...{ type: 'SUBMISSION', job_id: null, submission_id: 'sw-1', driver_info: null, status: 'FAILED' },
    entrypoint: 'echo hi; sleep 2; exit 3',
    message: 'Job entrypoint command failed with exit code 3, last available logs (truncated to 20,000 chars):\nhi\n',
    ...{ error_type: null, start_time: 1795375693865, end_time: 1795375696959, metadata: { name: 'x' } },
    runtime_env: { env_vars: { A: '1' } },
    driver_agent_http_address: 'http://192.0.2.2:25503',
    driver_node_id: '0755a85cba91cc48facb92d3d24e583ff483d2544f45f648fe6f73e6',
    driver_exit_code: 3,
  },
  notStarted: {
    ...{ type: 'SUBMISSION', job_id: null, submission_id: 'sw-6', driver_info: null, status: 'FAILED' },
    entrypoint: 'echo',
    message:
      "Failed to start supervisor actor sw-6: '/tmp/nothere is not a valid URI. Passing directories or modules to be dynamically uploaded is only supported at the job level (i.e., passed to `ray.init`).'",
    ...{ error_type: null, start_time: 1795375694002, end_time: 1795375694007, metadata: null },
    ...{ driver_agent_http_address: null, driver_node_id: null, driver_exit_code: null },
  },
} as const;

export const V260 = {
  version: {
    ...{ version: '4', ray_version: '2.60.0', ray_commit: 'b7f4259e944bf6959f721b106adc366ddfa0c356' },
    session_name: 'session_2026-11-22_19-21-53_111719_5407',
  },
  session: 'session_2026-11-22_19-21-53_111719_5407',
  pending: {
    ...{ type: 'SUBMISSION', job_id: null, submission_id: 'sw-4', driver_info: null, status: 'PENDING' },
    entrypoint: 'echo',
    message:
      'Job has not started yet. It may be waiting for resources (CPUs, GPUs, memory, custom resources) to become available.',
    ...{ error_type: null, start_time: 1795375349183, end_time: null, metadata: null, runtime_env: null },
    ...{ driver_agent_http_address: null, driver_node_id: null, driver_exit_code: null },
  },
  failed: {
    ...{ type: 'SUBMISSION', job_id: null, submission_id: 'sw-1', driver_info: null, status: 'FAILED' },
    entrypoint: 'echo hi; sleep 2; exit 3',
    message:
      'Job entrypoint command failed with exit code 3, last available logs (truncated to 20,000 chars):\n2026-11-22 19:22:29,061\tINFO job_manager.py:581 -- Runtime env is setting up.\nRunning entrypoint for job sw-1: echo hi; sleep 2; exit 3\nhi\n',
    error_type: 'JOB_ENTRYPOINT_COMMAND_ERROR',
    ...{ start_time: 1795375349052, end_time: 1795375352137, metadata: { name: 'x' } },
    runtime_env: { env_vars: { A: '1' } },
    driver_agent_http_address: 'http://192.0.2.2:21003',
    driver_node_id: '8dded1d3829ee51b354f2996e6479553bc25272901d37f9ef94579bc',
    driver_exit_code: 3,
  },
  notStarted: {
    ...{ type: 'SUBMISSION', job_id: null, submission_id: 'sw-3', driver_info: null, status: 'FAILED' },
    entrypoint: 'echo',
    message:
      'Failed to start supervisor actor sw-3: \'/tmp/nothere is not a valid path.\'. Full traceback:\nTraceback (most recent call last):\n  File "…/packaging.py", line 264, in parse_path\n…\nValueError: /tmp/nothere is not a valid path.\n',
    error_type: 'JOB_SUPERVISOR_ACTOR_START_FAILURE',
    ...{ start_time: 1795375349158, end_time: 1795375349167, metadata: null },
    ...{ driver_agent_http_address: null, driver_node_id: null, driver_exit_code: null },
  },
  exists: `Traceback (most recent call last):
  File "…/job_head.py", line 419, in submit_job
    resp = await job_agent_client.submit_job_internal(submit_request)
RuntimeError: Request failed with status code 400: Traceback (most recent call last):
  File "…/job_manager.py", line 553, in submit_job
    raise ValueError(
ValueError: Job with submission_id sigwatch-r-1 already exists. Please use a different submission_id.
.
`,
  refused: `Traceback (most recent call last):
  File "…/job/utils.py", line 128, in parse_and_validate_request
    return validate_request_type(json_data, request_type)
TypeError: entrypoint must be a string, got <class 'int'>
`,
  cluster: {
    ...{ result: true, msg: 'Got cluster status.' },
    data: {
      clusterStatus: {
        loadMetricsReport: {
          usage: { 'node:InternalHead': [0, 1], memory: [0, 22428196608], CPU: [3, 4], GPU: [2, 8] },
          resourceDemand: [[{ CPU: 2, GPU: 1 }, 3]],
          pgDemand: [[{ strategy: 'STRICT_PACK', bundles: [[{ GPU: 8 }, 2]] }, 1]],
          requestDemand: [],
        },
      },
    },
  },
  stateNodes: {
    ...{ result: true, msg: '' },
    data: {
      result: {
        total: 2,
        result: [
          {
            ...{ node_id: '8dded1d3', node_ip: '192.0.2.2', is_head_node: true, state: 'ALIVE', state_message: null },
            resources_total: { CPU: 4, GPU: 8 },
          },
          {
            ...{ node_id: '0755a85c', node_ip: '192.0.2.3', is_head_node: false, state: 'DEAD' },
            state_message: 'Unexpected termination: health check failed due to missing too many heartbeats',
            resources_total: { CPU: 4 },
          },
        ],
      },
    },
  },
} as const;
