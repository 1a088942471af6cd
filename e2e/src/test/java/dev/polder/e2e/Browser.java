package dev.polder.e2e;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Fills in the forms that pages show, one after the other, with cookies and redirects as browsers have them. */
final class Browser {
    private static final Pattern FORM = Pattern.compile("<form([^>]*)>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern INPUT = Pattern.compile("<input([^>]*)>");
    private static final int MOST_FORMS = 10;

    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .build();

    /**
     * Goes on until a page has no form, or says that it was all for nothing.
     *
     * @param typed what to put into fields of these names, where a form has them, or has to be sent as well where it confirms
     * @return the last page
     */
    String goThrough(URI address, Map<String, String> typed) throws IOException, InterruptedException {
        HttpResponse<String> page = client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        for (int i = 0; i < MOST_FORMS; i++) {
            Matcher form = FORM.matcher(page.body());
            if (!form.find() || page.body().contains("interrupted")) {
                return page.body();
            }
            Map<String, String> fields = new LinkedHashMap<>();
            Matcher input = INPUT.matcher(form.group(2));
            while (input.find()) {
                String name = attribute(input.group(1), "name");
                fields.put(name, typed.getOrDefault(name, attribute(input.group(1), "value")));
            }
            if (fields.containsKey("confirm") && typed.containsKey("abort")) {
                fields.put("abort", typed.get("abort"));
            }
            URI to = page.uri().resolve(attribute(form.group(1), "action"));
            page = client.send(
                    HttpRequest.newBuilder(to)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(encoded(fields)))
                            .build(),
                    BodyHandlers.ofString());
        }
        throw new AssertionError("forms without end: " + page.body());
    }

    private static String attribute(String tag, String name) {
        Matcher found = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(tag);
        return found.find() ? found.group(1).replace("&amp;", "&") : "";
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
