package dev.spacefinder.local.pool;

import static io.restassured.RestAssured.given;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.restassured.filter.cookie.CookieFilter;
import io.restassured.path.xml.XmlPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** A browser without script: keeps cookies, follows redirects within the pool, and sends forms as they are served. */
final class PlainBrowser {

    private final CookieFilter cookies = new CookieFilter();
    private final URI pool;
    private URI address;
    private Response page;

    PlainBrowser(URI pool) {
        this.pool = pool;
        this.address = pool;
    }

    /** Opens a page, with parameters in its address. */
    PlainBrowser open(String path, Map<String, String> parameters) {
        return arrived(request(), "GET", path + "?" + encoded(parameters));
    }

    /** Follows the link with this text. */
    PlainBrowser click(String text) {
        var link = html().getString("**.find { it.name() == 'a' && it.text() == '" + text + "' }.@href");
        if (link == null || link.isEmpty()) {
            throw new AssertionError("There is no link '" + text + "' on the page:\n" + page.asString());
        }
        return arrived(request(), "GET", link);
    }

    /** Sends the page's form, with what is in its fields and what is typed into them. */
    PlainBrowser send(Map<String, String> typed) {
        var fields = fields();
        if (!fields.keySet().containsAll(typed.keySet())) {
            throw new AssertionError("The page has no fields " + typed.keySet() + ":\n" + page.asString());
        }
        fields.putAll(typed);
        return arrived(
                request()
                        .header("Origin", "http://" + pool.getAuthority())
                        .contentType("application/x-www-form-urlencoded")
                        .body(encoded(fields)),
                "POST",
                address.getRawPath() + "?" + address.getRawQuery());
    }

    private RequestSpecification request() {
        return given().redirects().follow(false).filter(cookies).urlEncodingEnabled(false);
    }

    private PlainBrowser arrived(RequestSpecification request, String method, String path) {
        address = pool.resolve(path);
        page = request.request(method, address);
        var location = page.header("Location");
        return location != null && location.startsWith("/") ? arrived(request(), "GET", location) : this;
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** The fields of the page's form with their values. */
    Map<String, String> fields() {
        var fields = new LinkedHashMap<String, String>();
        // One expression for the page: each one is compiled.
        html().<String>getList(
                        "**.findAll { it.name() == 'input' }.collect { it.@name.text() + '=' + it.@value.text() }")
                .forEach(field ->
                        fields.put(field.substring(0, field.indexOf('=')), field.substring(field.indexOf('=') + 1)));
        return fields;
    }

    /** An attribute of a field. */
    String attribute(String field, String attribute) {
        return html().getString("**.find { it.name() == 'input' && it.@name == '" + field + "' }.@" + attribute);
    }

    /** The addresses of the page's links. */
    List<String> links() {
        return html().getList("**.findAll { it.name() == 'a' }.@href");
    }

    String title() {
        return html().getString("html.body.main.div.h1");
    }

    /** What the page says above the form. */
    String note() {
        return html().getString("html.body.main.div.p.find { it.@class.text().startsWith('note') }");
    }

    /** The secret that the page shows. */
    String secret() {
        return html().getString("**.find { it.name() == 'code' }");
    }

    String path() {
        return address.getPath();
    }

    /** The authorization code in the address outside the pool that the browser was sent to. */
    String code() {
        var location = page.header("Location");
        if (location == null || !location.contains("code=")) {
            throw new AssertionError(
                    "The browser was not sent to the client with a code, but shown:\n" + page.asString());
        }
        return URI.create(location).getQuery().replaceAll(".*code=([^&]+).*", "$1");
    }

    Response page() {
        return page;
    }

    private XmlPath html() {
        return page.htmlPath();
    }
}
