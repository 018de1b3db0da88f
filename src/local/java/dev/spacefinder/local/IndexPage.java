package dev.spacefinder.local;

import java.net.URI;

/** What a browser shows at the API's own address in development; on AWS there is nothing. */
final class IndexPage {

    private IndexPage() {}

    static String html(URI userPool) {
        return """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Space Finder API, in development</title>
            <style>
              :root { color-scheme: light dark }
              body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
            </style>
            <h1>Space Finder API</h1>
            <p>It runs on this machine, for development. There is nothing at this address on AWS.</p>
            <ul>
              <li><a href="/q/swagger-ui/">Swagger UI</a>: every route, and a form to call it</li>
              <li><a href="%1$s/">Playground</a>: sign up, sign in, see the tokens, call the API</li>
              <li><a href="/openapi">OpenAPI document</a></li>
            </ul>
            </html>
            """.formatted(userPool);
    }
}
