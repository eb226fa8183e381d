"""Functions and calls of them, as a client sees them."""

from typing import Any

from google.protobuf.empty_pb2 import Empty
from grpclib import GRPCError, Status
from modal_proto import api_pb2

from .ids import new_id
from .model import Function, Input, World, found
from .objects import jwt
from .scheduler import Scheduler


class Functions:
    def __init__(self, world: World, scheduler: Scheduler) -> None:
        self.world, self.scheduler = world, scheduler

    async def FunctionPrecreate(self, request: Any, peer: object) -> api_pb2.FunctionPrecreateResponse:
        metadata = api_pb2.FunctionHandleMetadata(
            function_name=request.function_name,
            function_type=request.function_type,
            definition_id="de-stand-in",
            app_id=request.app_id,
            function_schema=request.function_schema,
            supported_input_formats=request.supported_input_formats,
            supported_output_formats=request.supported_output_formats,
        )
        function = Function(request.existing_function_id or new_id("fu"), self.world.app(request.app_id), metadata)
        self.world.functions[function.id] = function
        return api_pb2.FunctionPrecreateResponse(function_id=function.id, handle_metadata=metadata)

    async def FunctionCreate(self, request: Any, peer: object) -> api_pb2.FunctionCreateResponse:
        function = found(self.world.functions, request.existing_function_id, "Function")
        data = request.function_data
        if not request.HasField("function_data"):
            # Clients since 1.6 want to be told of it in this form, too.
            ranked = api_pb2.FunctionData.RankedFunction(rank=0, function=request.function)
            data = api_pb2.FunctionData(
                module_name=request.function.module_name,
                function_name=request.function.function_name,
                function_type=request.function.function_type,
                timeout_secs=request.function.timeout_secs,
                ranked_functions=[ranked],
            )
        # Of a list of GPUs the first is there.
        function.definition = data.ranked_functions[0].function
        return api_pb2.FunctionCreateResponse(
            function_id=function.id,
            function=function.definition,
            function_data=data,
            handle_metadata=function.metadata,
        )

    async def FunctionMap(self, request: Any, peer: object) -> api_pb2.FunctionMapResponse:
        function = found(self.world.functions, request.function_id, "Function")
        call_id = new_id("fc")
        self.world.calls[call_id] = []
        kind = request.function_call_invocation_type
        return api_pb2.FunctionMapResponse(
            function_call_id=call_id,
            function_call_jwt=jwt({"call": call_id}),
            pipelined_inputs=[self._put(function, call_id, item, kind) for item in request.pipelined_inputs],
            retry_policy=function.definition.retry_policy,
            # Retries are this server's work, so that they go on when the client is gone.
            sync_client_retries_enabled=False,
            max_inputs_outstanding=1000,
        )

    async def FunctionPutInputs(self, request: Any, peer: object) -> api_pb2.FunctionPutInputsResponse:
        function = found(self.world.functions, request.function_id, "Function")
        found(self.world.calls, request.function_call_id, "Function call")
        kind = api_pb2.FUNCTION_CALL_INVOCATION_TYPE_SYNC
        inputs = [self._put(function, request.function_call_id, item, kind) for item in request.inputs]
        return api_pb2.FunctionPutInputsResponse(inputs=inputs)

    def _put(self, function: Function, call_id: str, item: Any, kind: int) -> api_pb2.FunctionPutInputsResponseItem:
        one = Input(new_id("in"), call_id, item.idx, function, item.input, kind)
        self.world.calls[call_id].append(one)
        self.world.changes.touch()
        return api_pb2.FunctionPutInputsResponseItem(idx=item.idx, input_id=one.id, input_jwt=jwt({"input": one.id}))

    async def FunctionGetOutputs(self, request: Any, peer: object) -> api_pb2.FunctionGetOutputsResponse:
        call = found(self.world.calls, request.function_call_id, "Function call")

        def done() -> list[Input]:
            wanted = (one for one in call if not request.HasField("start_idx") or one.index >= request.start_idx)
            return [one for one in wanted if one.output is not None]

        await self.world.changes.until(lambda: bool(done()), request.timeout)
        return api_pb2.FunctionGetOutputsResponse(
            outputs=[one.output for one in done()],
            last_entry_id="1-0",
            num_unfinished_inputs=sum(one.output is None for one in call),
        )

    async def FunctionCallCancel(self, request: Any, peer: object) -> Empty:
        for one in found(self.world.calls, request.function_call_id, "Function call"):
            self.scheduler.cancel(one, "the call was cancelled")
        return Empty()

    async def FunctionGet(self, request: Any, peer: object) -> api_pb2.FunctionGetResponse:
        for function in self.world.functions.values():
            if function.app.name == request.app_name and function.metadata.function_name == request.object_tag:
                return api_pb2.FunctionGetResponse(function_id=function.id, handle_metadata=function.metadata)
        raise GRPCError(Status.NOT_FOUND, f"Function '{request.object_tag}' of app '{request.app_name}' not found")
