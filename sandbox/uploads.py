"""Where the bytes of files go to and come from."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.workspace import Workspace

_LARGEST = 20 * 1024 * 1024


def upload_routes(workspace: Workspace) -> list[Route]:
    """The addresses that `files.getUploadURLExternal` and `url_private` give out."""

    async def upload(request: Request) -> Response:
        key = request.path_params["key"]
        file = next((f for f in workspace.files.values() if f.upload_key == key), None)
        if file is None or file.complete:
            return PlainTextResponse("no such upload", 404)
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            async with request.form() as form:
                parts = [part for part in form.values() if not isinstance(part, str)]
                content = await parts[0].read() if parts else b""
        else:
            content = await request.body()
        if len(content) > _LARGEST:
            return PlainTextResponse("too large", 413)
        file.content, file.size = content, len(content)
        return PlainTextResponse(f"OK - {len(content)}")

    def download(request: Request) -> Response:
        file = workspace.files.get(request.path_params["id"])
        if file is None or not file.complete:
            return PlainTextResponse("no such file", 404)
        # Never shown as a page of this origin, whatever it holds.
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(file.content, media_type=file.mimetype, headers=headers)

    return [
        Route("/upload/v1/{key}", upload, methods=["POST"]),
        Route("/files/{id}/{name:path}", download, methods=["GET"]),
    ]
