metadata description = 'The identity the service runs as. User-assigned, so that its rights exist before the function app first starts.'

import { texts } from '../types.bicep'

@description('Name of the user-assigned managed identity.')
@minLength(3)
@maxLength(128)
param name string

@description('Region of the identity.')
param location string

@description('Tags of the identity.')
param tags texts

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Client id: what an application names to choose this identity.')
output clientId string = identity.properties.clientId
