package dev.polder.client;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON into {@link Json}, whole or value by value. */
final class JsonReader {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonReader() {}

    static Json parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw invalid("it is empty", null);
            }
            Json value = value(parser);
            if (parser.nextToken() != null) {
                throw invalid("something follows the first value", null);
            }
            return value;
        } catch (JacksonException e) {
            throw invalid(e.getOriginalMessage(), e);
        }
    }

    static JsonParser open(InputStream in) {
        return FACTORY.createParser(ObjectReadContext.empty(), in);
    }

    /** The value whose first token is the parser's current one. */
    static Json value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw invalid("it ends early", null);
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new Json.Text(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(parser.getString());
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            case VALUE_NULL -> Json.NULL;
            case PROPERTY_NAME, END_OBJECT, END_ARRAY, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw invalid("a value was expected", null);
        };
    }

    private static Json object(JsonParser parser) {
        Map<String, Json> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return new Json.Obj(members);
    }

    private static Json array(JsonParser parser) {
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new Json.Arr(items);
    }

    static PolderException invalid(String why, Throwable cause) {
        return new PolderException(
                Code.BODY_INVALID,
                "The JSON cannot be read: " + why,
                "Is this the answer of a Polder server? Look at the address given by --server",
                cause);
    }
}
