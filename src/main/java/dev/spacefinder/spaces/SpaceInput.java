package dev.spacefinder.spaces;

import dev.spacefinder.http.IdempotencyKey;
import dev.spacefinder.http.JsonInput;
import dev.spacefinder.http.ProblemException;

/** What a caller says about a space. */
public record SpaceInput(String name, String location, String description, String photoUrl) {

    private static final JsonInput JSON = JsonInput.of("a space")
            .required("name", SpaceRules.NAME)
            .required("location", SpaceRules.LOCATION)
            .optional("description", SpaceRules.DESCRIPTION)
            .optional("photoUrl", SpaceRules.PHOTO_URL)
            .serverMade("id", "owner", "createdAt", "updatedAt", "version")
            .build();

    /**
     * Reads the body of a request.
     *
     * @throws ProblemException 400 if it is not a JSON object with a space's fields alone, or a field breaks its rule
     */
    public static SpaceInput parse(byte[] body) {
        var values = JSON.read(body);
        return new SpaceInput(
                values.text("name"), values.text("location"), values.text("description"), values.text("photoUrl"));
    }

    /** What tells it apart from other input. */
    String fingerprint() {
        return IdempotencyKey.fingerprint(name, location, description, photoUrl);
    }
}
