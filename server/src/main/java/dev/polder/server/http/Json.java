package dev.polder.server.http;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import io.javalin.http.Context;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON bodies: records in camelCase, instants in ISO-8601, an empty {@code Optional} is null, unknown fields are refused. The
 * server's one mapper.
 */
public final class Json {
    /** How large a JSON body may be that is read as a whole. */
    public static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private Json() {}

    /** Reads a request's body as JSON. Refuses what is too large, malformed or of another shape than {@code type}. */
    public static <T> T read(Context context, Class<T> type) {
        byte[] body = body(context);
        try {
            T value = MAPPER.readValue(body, type);
            if (value == null) {
                throw new PolderException(Code.BODY_INVALID, "The body is null", "Send a JSON object");
            }
            return value;
        } catch (DatabindException e) {
            throw new PolderException(
                    Code.BODY_INVALID,
                    "The body does not have the expected form" + place(e) + reason(e),
                    "See /openapi.yaml for what this route takes",
                    e);
        } catch (JacksonException e) {
            throw new PolderException(
                    Code.BODY_INVALID,
                    "The body is not well-formed JSON" + place(e),
                    "Send well-formed JSON in UTF-8",
                    e);
        }
    }

    /** Answers with JSON. */
    public static void write(Context context, int status, Object value) {
        context.status(status).contentType("application/json").result(bytes(value));
    }

    /** Answers 200 with JSON. */
    public static void write(Context context, Object value) {
        write(context, 200, value);
    }

    /** A generator on a response's body, for answers that are streamed. The caller closes it. */
    public static JsonGenerator stream(Context context) {
        return MAPPER.createGenerator(context.outputStream());
    }

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** Reads JSON that the server itself has written; anything else is a defect. */
    public static <T> T parse(String json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    /** For what needs more than this class offers. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    private static byte[] body(Context context) {
        try {
            byte[] body = context.req().getInputStream().readNBytes(MAX_BODY_BYTES + 1);
            if (body.length > MAX_BODY_BYTES) {
                throw new PolderException(
                        Code.BODY_TOO_LARGE,
                        "The body is larger than " + MAX_BODY_BYTES + " bytes",
                        "Split the request into smaller ones");
            }
            return body;
        } catch (IOException e) {
            throw new PolderException(
                    Code.BODY_INVALID, "The body could not be read to its end", "Send the request again", e);
        }
    }

    private static String place(JacksonException e) {
        var location = e.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static String reason(DatabindException e) {
        StringBuilder path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getPropertyName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            } else {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.isEmpty() ? "" : ", at " + path;
    }
}
