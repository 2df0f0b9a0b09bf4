metadata description = 'Types that more than one file uses.'

@export()
@description('An API key of an editor, an author or an administrator. The token itself is nowhere in Azure: only its hash is.')
type apiKey = {
  @description('Who holds the key; shown in the audit log.')
  @minLength(1)
  @maxLength(80)
  name: string

  @description('What the key may do.')
  role: 'author' | 'editor' | 'admin'

  @description('SHA-256 of the token, 64 hexadecimal digits.')
  @minLength(64)
  @maxLength(64)
  sha256: string
}

@export()
@description('Which program runs in the function app.')
type hosting = 'native' | 'isolated'

@export()
@description('Tags, or other pairs of a name and a text.')
type texts = {
  @description('The text under that name.')
  *: string
}
