// The spaces, in their DynamoDB table.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

const { SPACES_TABLE } = process.env;
const spaces = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export async function findSpace(id) {
  const { Item: item } = await spaces.send(
    new GetCommand({ TableName: SPACES_TABLE, Key: { id }, ConsistentRead: true }),
  );
  if (!item) {
    return null;
  }
  const { name, location, description, photoUrl, owner, createdAt, updatedAt, version } = item;
  return { id, name, location, description, photoUrl, owner, createdAt, updatedAt, version };
}
