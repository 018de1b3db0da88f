import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.CallerApi;
import org.openapitools.client.api.SpacesApi;
import org.openapitools.client.model.SpaceInput;

/** A walk with the client that OpenAPI Generator makes for Java. Run by .ci/generators.sh, which sets TOKEN. */
class Walk {

    public static void main(String[] args) throws ApiException {
        var client = new ApiClient();
        client.setRequestInterceptor(request -> request.setHeader("Authorization", "Bearer " + System.getenv("TOKEN")));
        var spaces = new SpacesApi(client);

        same(new CallerApi(client).me().getUsername(), "visitor");

        var created = spaces.createSpace(new SpaceInput().name("Reading room").location("Zurich"), null);
        var read = spaces.findSpaceWithHttpInfo(created.getId(), null);
        same(read.getData(), created);
        var tag = read.getHeaders().get("etag").get(0);
        same(statusOf(() -> spaces.findSpace(created.getId(), tag)), 304);

        var changed = spaces.changeSpace(
                created.getId(), new SpaceInput().name("Writing room").location("Zurich"), tag);
        same(changed.getVersion(), 2L);
        same(spaces.findSpace(created.getId(), tag).getName(), "Writing room");

        same(spaces.listSpaces(null, 1, null).getItems().size(), 1);
        same(statusOf(() -> spaces.deleteSpace(created.getId(), null)), 403);
        System.out.println("The Java client walked through.");
    }

    /** The client throws on every status but 2xx, 304 among them. */
    private static int statusOf(Call call) {
        try {
            call.run();
        } catch (ApiException e) {
            return e.getCode();
        }
        throw new AssertionError("the client did not throw");
    }

    private static void same(Object actual, Object expected) {
        if (!expected.equals(actual)) {
            throw new AssertionError(expected + " was expected, not " + actual);
        }
    }

    private interface Call {
        void run() throws ApiException;
    }
}
